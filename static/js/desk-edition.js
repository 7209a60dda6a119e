// The edition screen as a place to write: saving by key, a guard for what is unsaved, dates read back, jumps.

const form = document.querySelector("[data-edition]");

// Unsaved changes

const state = () => new URLSearchParams(new FormData(form)).toString();
let saved = state();
let leaving = false;

const isDirty = () => !leaving && state() !== saved;

const mark = () => {
  document.body.classList.toggle("unsaved", isDirty());
};

form.addEventListener("input", mark);
form.addEventListener("change", mark);
form.addEventListener("submit", () => {
  leaving = true;
});
window.addEventListener("beforeunload", (event) => {
  if (isDirty()) event.preventDefault();
});
// A page with errors, or one that came second, holds what was never saved.
if (document.querySelector(".errorlist, .stale")) saved = "";
mark();

const wrong = form.querySelector(".errorlist");
if (wrong) {
  const field = wrong.parentElement.querySelector(":is(input, textarea, select):not([type=hidden])");
  (field || wrong).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    document.querySelector("[data-save]").click();
  }
});

// Text fields grow with their text (where the browser does not do so by itself)

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};

if (!CSS.supports("field-sizing", "content")) {
  document.querySelectorAll("[data-grow]").forEach(grow);
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[data-grow]")) grow(target);
  });
}

// What is understood by a date

const readings = new Map();

const understand = async (text) => {
  if (!readings.has(text)) {
    const answer = await fetch(`${form.dataset.dateUrl}?${new URLSearchParams({ text })}`);
    if (!answer.ok) return null;
    readings.set(text, await answer.json());
  }
  return readings.get(text);
};

const show = async (field) => {
  const output = field.closest(".field").querySelector("[data-reading]");
  const text = field.value.trim();
  output.dataset.understood = "";
  if (!text) {
    output.textContent = "";
    return;
  }
  const answer = await understand(text).catch(() => null);
  if (!answer || field.value.trim() !== text) return;
  output.dataset.understood = answer.understood ? "yes" : "no";
  output.textContent = answer.understood ? `→ ${answer.message}` : answer.message;
};

let waiting;
form.addEventListener("input", ({ target }) => {
  if (!target.matches("[data-date]")) return;
  clearTimeout(waiting);
  waiting = setTimeout(show, 200, target);
});
form.addEventListener("focusin", ({ target }) => {
  if (target.matches("[data-date]") && target.value) show(target);
});

// A finding of the desk leads into the field that it is about

const jump = () => {
  const place = location.hash.startsWith("#place-") && document.getElementById(location.hash.slice(1));
  const field = place && place.querySelector(".row-fields :is(textarea, input:not([type=hidden])), .field :is(textarea, input)");
  if (field && form.contains(field)) field.focus();
};

window.addEventListener("hashchange", jump);
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#place-"]');
  if (link && link.hash === location.hash) jump();
});

// Choosing an article of the catalogue puts the typing fields aside

if (window.django?.jQuery) {
  window.django.jQuery(form).on("change", "[data-existing] select", ({ target }) => {
    target.closest("[data-row]").classList.toggle("from-catalogue", Boolean(target.value));
    mark();
  });
}
for (const select of form.querySelectorAll("[data-existing] select")) {
  select.closest("[data-row]").classList.toggle("from-catalogue", Boolean(select.value));
}
