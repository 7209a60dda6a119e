// While somebody writes, the desk is asked what the page would be and what its checks find; nothing is saved.

import { ask } from "./desk-ask.js";
import { showFindings } from "./desk-checks.js";
import { form, held, isDirty, onChange, state } from "./desk-form.js";
import { showPage } from "./desk-page.js";
import { showQuotations } from "./desk-quotations.js";
import { isPageShown, onView, reveal } from "./desk-view.js";

const DELAY = 600; // milliseconds after the last key
const said = document.querySelector("[data-preview-state]");
const obstacles = document.querySelector("[data-obstacles]");

let checked = isDirty() ? null : state(); // the state that the findings on the screen belong to
let drawn = null; // the state that the page in the frame belongs to
let asking = null;
let timer = 0;

const item = ({ field, called, message }) => {
  const entry = document.createElement("li");
  const name = document.createElement(field ? "a" : "strong");
  if (field) name.href = `#${field}`;
  name.textContent = called;
  entry.append(name, ` ${message}`);
  return entry;
};

const tell = (words, items = []) => {
  said.textContent = words;
  obstacles.replaceChildren(...items.map(item));
  obstacles.hidden = !items.length;
};

const answered = (answer, now, withPage) => {
  checked = now;
  if (answer.obstacles.length) {
    drawn = now;
    tell("The page of a moment ago. In the way of the new one:", answer.obstacles);
    return;
  }
  showFindings(answer);
  showQuotations(answer);
  if (!withPage) return;
  drawn = now;
  showPage(answer.page, answer.anchors);
  tell("As readers would see it.");
};

const foresee = async () => {
  const now = state();
  const withPage = isPageShown();
  if (withPage ? drawn === now : checked === now) return;
  asking?.abort();
  asking = new AbortController();
  try {
    const url = `${form.dataset.previewUrl}${withPage ? "" : "?page=no"}`;
    answered(await ask(url, held(), { signal: asking.signal }), now, withPage);
  } catch (error) {
    if (error.name === "AbortError") return;
    tell(`The page of a moment ago. ${error.message}`);
  }
};

onChange(() => {
  clearTimeout(timer);
  timer = setTimeout(foresee, DELAY);
});
onView(() => isPageShown() && foresee());
if (isPageShown() || isDirty()) foresee();

obstacles.addEventListener("click", (event) => {
  const field = event.target.closest("a") && document.getElementById(event.target.closest("a").hash.slice(1));
  if (!field) return;
  event.preventDefault();
  reveal(field);
  field.focus();
  field.scrollIntoView({ block: "center" });
});
