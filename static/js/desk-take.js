// “Take theirs” on the page of two who wrote at once: puts their wording, or their row, into the form.

import { undoable } from "./desk-announce.js";
import { fill, form } from "./desk-form.js";
import { addRow } from "./desk-rows.js";

const valueOf = (field) => (field.type === "checkbox" ? field.checked : field.value);

// Each gives back what undoes it.

const takeField = (field, value) => {
  const before = valueOf(field);
  fill(field, value);
  return () => fill(field, before);
};

const takeRow = (group, fields) => {
  const row = addRow(document.querySelector(`[data-rows="${group}"]`));
  for (const [name, value] of Object.entries(fields)) {
    const field = row.querySelector(`[name$="-${name}"]`);
    if (field) fill(field, value);
  }
  row.id = `place-${fields.key}`;
  if (fields.number) row.querySelector("[data-name]").textContent = `[${fields.number}]`;
  return () => {
    row.remove();
    form.dispatchEvent(new Event("change"));
  };
};

for (const button of document.querySelectorAll("[data-take]")) {
  const { take, value, rowFields } = button.dataset;
  const field = form.elements[take];
  if (!field && !rowFields) continue;
  button.hidden = false;
  button.addEventListener("click", () => {
    const undo = rowFields ? takeRow(take, JSON.parse(rowFields)) : takeField(field, value);
    const called = button.closest("tr").querySelector("th a").textContent;
    button.disabled = true;
    button.textContent = "Taken";
    undoable(`${called}: theirs is in the form now.`, () => {
      undo();
      button.disabled = false;
      button.textContent = "Take theirs";
      return `${called}: yours is back.`;
    });
  });
}
