// Rows of the edition screen: added, moved, removed, each with a way back; the server reads their place fields.

import { announce, undoable } from "./desk-announce.js";
import { form } from "./desk-form.js";

export const rowsOf = (list) => [...list.children].filter((row) => row.matches("[data-row]"));

export const called = (row) => row.querySelector("[data-name]").textContent.trim();

export const firstField = (row) => row.querySelector(".row-fields :is(input, textarea, select):not([type=hidden])");

const placeField = (row) => row.querySelector(".place-field input");

const isNew = (row) => !row.querySelector('input[name$="-key"]').value;

const changed = () => form.dispatchEvent(new Event("change"));

// Rows get their place in the list; a new row that nobody moved has none, and goes where it belongs.
const renumber = (list) => {
  rowsOf(list).forEach((row, index) => {
    if (!isNew(row) || row.dataset.moved) placeField(row).value = index + 1;
  });
  changed();
};

export const placeWords = (row) => {
  const rows = rowsOf(row.parentElement);
  return `place ${rows.indexOf(row) + 1} of ${rows.length}`;
};

const putAt = (row, next) => {
  const list = row.parentElement;
  if (next) next.before(row);
  else list.append(row);
  renumber(list);
};

// A row stands somewhere else now; `next` is what came behind it before.
export const moved = (row, next) => {
  if (row.nextElementSibling === next) return;
  row.dataset.moved = "yes";
  renumber(row.parentElement);
  undoable(`${called(row)} is now at ${placeWords(row)}.`, () => {
    putAt(row, next);
    row.querySelector("[data-grip]").focus();
    row.scrollIntoView({ block: "nearest" });
    return `${called(row)} is back at ${placeWords(row)}.`;
  });
};

// One place up (-1) or down (1); returns whether there was one.
export const step = (row, by) => {
  const rows = rowsOf(row.parentElement);
  const other = rows[rows.indexOf(row) + by];
  if (!other) {
    announce(`${called(row)} is ${by < 0 ? "first" : "last"} already.`);
    return false;
  }
  if (by < 0) other.before(row);
  else other.after(row);
  row.scrollIntoView({ block: "nearest" });
  return true;
};

const nextNumber = (group) => {
  const numbers = [...group.querySelectorAll('[data-list] input[name$="-number"]')].map((field) => Number(field.value));
  // Numbers that texts of others mean here already, should they be taken over.
  for (const { dataset } of document.querySelectorAll("[data-row-fields]")) numbers.push(Number(JSON.parse(dataset.rowFields).number ?? 0));
  return Math.max(0, ...numbers) + 1;
};

// A new row at the end of a group; the focus goes into it.
export const addRow = (group) => {
  const total = group.querySelector("[data-total]");
  const index = total.value;
  total.value = Number(index) + 1;
  const holder = document.createElement("div");
  holder.innerHTML = group.querySelector("template").innerHTML.replaceAll("__prefix__", index);
  const row = holder.querySelector("[data-row]");
  const number = row.querySelector('input[name$="-number"]');
  if (number) {
    number.value = nextNumber(group);
    row.querySelector("[data-name]").textContent = `[${number.value}]`;
  }
  group.querySelector("[data-list]").append(row);
  row.dispatchEvent(new CustomEvent("formset:added", { bubbles: true, detail: { formsetName: group.dataset.rows } }));
  firstField(row).focus();
  announce(`A new ${group.dataset.what} stands at the end.`);
  return row;
};

const removed = (box) => {
  const row = box.closest("[data-row]");
  if (!box.checked) {
    announce(`${called(row)} stays.`);
    return;
  }
  undoable(`${called(row)} goes when you save.`, () => {
    box.checked = false;
    changed();
    firstField(row).focus();
    return `${called(row)} stays.`;
  });
};

for (const group of document.querySelectorAll("[data-rows]")) {
  group.addEventListener("click", ({ target }) => {
    if (target.closest("[data-add]")) addRow(group);
    const move = target.closest("[data-move]");
    if (!move) return;
    const row = move.closest("[data-row]");
    const next = row.nextElementSibling;
    if (step(row, move.dataset.move === "up" ? -1 : 1)) moved(row, next);
    move.focus();
  });
  group.addEventListener("change", ({ target }) => {
    if (target.matches("[data-remove]")) removed(target);
  });
}
