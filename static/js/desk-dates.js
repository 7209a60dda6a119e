// Dates are read back while they are typed; where a refusal knows what was meant, it offers that as a button.

import { fill, form } from "./desk-form.js";

const DELAY = 200; // milliseconds
const readings = new Map();

const understand = async (text) => {
  if (!readings.has(text)) {
    const answer = await fetch(`${form.dataset.dateUrl}?${new URLSearchParams({ text })}`);
    if (!answer.ok || answer.redirected) return null;
    readings.set(text, await answer.json());
  }
  return readings.get(text);
};

const offer = (field, text) => {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "as-link";
  button.textContent = `Use “${text}”`;
  button.addEventListener("click", () => {
    fill(field, text);
    field.focus();
    show(field);
  });
  return button;
};

const tell = (field, words, understood = "", offers = []) => {
  const output = field.closest(".field").querySelector("[data-reading]");
  output.dataset.understood = understood;
  output.replaceChildren(words, ...offers.flatMap((text) => [" ", offer(field, text)]));
  if (understood) field.setAttribute("aria-invalid", String(understood === "no"));
};

const show = async (field) => {
  const text = field.value.trim();
  if (!text) {
    tell(field, "");
    return;
  }
  const answer = await understand(text).catch(() => null); // a reading is a convenience: saving reads it again
  if (!answer || field.value.trim() !== text) return;
  if (answer.understood) tell(field, `→ ${answer.message}`, "yes");
  else tell(field, answer.message, "no", answer.offers);
};

let waiting;
form.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-date]")) return;
  tell(target, "");
  clearTimeout(waiting);
  waiting = setTimeout(show, DELAY, target);
});
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-date]") && target.value) show(target);
});
for (const field of form.querySelectorAll(".field:has(.errorlist) [data-date]")) show(field);
