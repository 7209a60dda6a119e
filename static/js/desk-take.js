// “Take theirs” on the page of two who wrote at once: puts their wording of one field into the form.

import { undoable } from "./desk-announce.js";
import { fill, form } from "./desk-form.js";

const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

for (const button of document.querySelectorAll("[data-take]")) {
  const field = form.elements[button.dataset.take];
  if (!field) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const before = valueOf(field);
    const called = button.closest("tr").querySelector("th a").textContent;
    fill(field, button.dataset.value);
    button.disabled = true;
    button.textContent = "Taken";
    undoable(`${called}: theirs is in the form now.`, () => {
      fill(field, before);
      button.disabled = false;
      button.textContent = "Take theirs";
      return `${called}: yours is back.`;
    });
  });
}
