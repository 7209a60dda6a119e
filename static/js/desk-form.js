// The form of the edition screen as one thing: what it holds, whether that is saved, and a guard for what is not.

export const form = document.querySelector("[data-edition]");

const OURS = ["csrfmiddlewaretoken", "opening", "lock_version", "pins_offered", "pins_before"];

// Whoever logged in again in another tab has a new token: this one would be refused, and the text with it.
const renewToken = () => {
  const token = /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  if (token) form.elements.csrfmiddlewaretoken.value = token;
};

// All of it, as the server would be given it.
export const held = () => {
  renewToken();
  return new URLSearchParams(new FormData(form));
};

let known = null; // the state, until anything can have changed

const forget = () => {
  known = null;
};

// What was typed, to tell one state from another. Many ask at each key, and a long text has hundreds of fields.
export const state = () => {
  if (known === null) {
    const fields = held();
    OURS.forEach((name) => fields.delete(name));
    known = fields.toString();
    setTimeout(forget);
  }
  return known;
};

for (const type of ["input", "change", "formset:added"]) document.addEventListener(type, forget, true);

// What comes back from a refused save, or from the buffer, was never saved.
const saved = "unsaved" in form.dataset ? null : state();
let leaving = false;

export const isLeaving = () => leaving;

export const isDirty = () => !leaving && state() !== saved;

const listeners = [];

// Calls back after every change of the form, however it came about.
export const onChange = (listener) => listeners.push(listener);

const changed = () => {
  document.body.classList.toggle("unsaved", isDirty());
  listeners.forEach((listener) => listener());
};

form.addEventListener("input", changed);
form.addEventListener("change", changed);
form.addEventListener("submit", ({ submitter }) => {
  renewToken();
  leaving = submitter?.formTarget !== "_blank";
});
window.addEventListener("pageshow", ({ persisted }) => {
  if (persisted) leaving = false;
});
window.addEventListener("beforeunload", (event) => {
  if (isDirty()) event.preventDefault();
});
document.body.classList.toggle("unsaved", isDirty());

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && !event.altKey && event.key.toLowerCase() === "s") {
    event.preventDefault();
    document.querySelector("[data-save]").click();
  }
});

// Lets a script write into a field as a hand would.
export const fill = (field, value) => {
  if (field.type === "checkbox") field.checked = Boolean(value);
  else field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.dispatchEvent(new Event("change", { bubbles: true }));
};
