// Typing “[” in a text offers the sources by their present numbers and puts the marker where the house wants it.

import { announce, undoable } from "./desk-announce.js";
import { caretOf } from "./desk-caret.js";
import { close, isOpenFor, open } from "./desk-choices.js";
import { form } from "./desk-form.js";
import { placed } from "./desk-house.js";
import { addRow, rowsOf } from "./desk-rows.js";

const FIELDS = ".field-body textarea, .field-text textarea";
const ASKED = /\[([^[\]\n]{0,40})$/u;
const group = document.querySelector("[data-rows=sources]");
const touched = new WeakSet(); // fields that had the focus: their caret is where somebody left it
let dismissed = null; // the “[” at which somebody said no

const chosenArticle = (row) => {
  const select = row.querySelector("[data-existing] select");
  return select?.value ? select.selectedOptions[0].textContent.trim() : "";
};

const typedName = (row) =>
  ["publisher", "title"].map((name) => row.querySelector(`[name$="-${name}"]`)?.value.trim()).filter(Boolean).join(": ");

const sources = () =>
  rowsOf(group.querySelector("[data-list]"))
    .filter((row) => !row.querySelector("[data-remove]").checked)
    .map((row) => ({
      number: row.querySelector('[name$="-number"]').value,
      words: chosenArticle(row) || typedName(row) || "New source",
      sought: `${typedName(row)} ${chosenArticle(row)} ${row.querySelector('[name$="-summary"]').value}`.toLowerCase(),
    }))
    .map((source) => ({ ...source, mark: `[${source.number}]` }));

const matches = ({ number, sought }, wanted) =>
  /^\d+$/.test(wanted)
    ? number.startsWith(wanted)
    : wanted.toLowerCase().split(/\s+/).every((word) => sought.includes(word));

// One step for the browser's own undo; where it cannot do that, the text still goes in.
const replace = (field, start, end, text) => {
  field.focus();
  field.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    field.setRangeText(text, start, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
};

const cite = (field, start, number) => {
  const { value, selectionEnd: end } = field;
  const isTimeline = field.matches(".field-text textarea");
  const { back, ahead, text, caret } = placed(value.slice(0, start), value.slice(end), `[${number}]`, isTimeline);
  close();
  replace(field, start - back, end + ahead, text);
  field.setSelectionRange(start - back + caret, start - back + caret);
};

const citeNew = (field, start) => {
  const row = addRow(group);
  const { value: number } = row.querySelector('[name$="-number"]');
  cite(field, start, number);
  const caret = field.selectionEnd;
  row.querySelector(".row-fields :is(.select2-selection, input:not([type=hidden]))").focus();
  row.scrollIntoView({ block: "center" });
  const back = () => {
    field.focus();
    field.setSelectionRange(caret, caret);
    field.scrollIntoView({ block: "center" });
    return `Source [${number}] is cited.`;
  };
  undoable(`Source [${number}] is new and cited: say here what it is.`, back, "Back to the text");
};

const look = (field) => {
  const { selectionStart: caret, selectionEnd } = field;
  const asked = caret === selectionEnd && ASKED.exec(field.value.slice(0, caret));
  if (!asked || dismissed === asked.index) {
    if (!asked) dismissed = null;
    close();
    return;
  }
  const wanted = asked[1].trim();
  const found = sources().filter((source) => !wanted || matches(source, wanted));
  const choices = [...found, { mark: "+", words: "Add a new source…" }];
  const fresh = !isOpenFor(field);
  const chosen = ({ number }) => (number ? cite(field, asked.index, number) : citeNew(field, asked.index));
  open(field, choices, () => caretOf(field, asked.index), chosen, found.length ? 0 : -1);
  if (fresh) announce(`${found.length} ${found.length === 1 ? "source" : "sources"}. Arrows choose, Enter cites, Escape closes.`);
};

form.addEventListener("input", (event) => {
  if (event.target.matches(FIELDS) && !event.isComposing) look(event.target);
});
form.addEventListener("focusout", ({ target }) => {
  dismissed = null;
  if (isOpenFor(target)) close();
});
form.addEventListener("keyup", ({ target, key }) => {
  if (isOpenFor(target) && /^(Arrow(Left|Right)|Home|End)$/.test(key)) look(target);
});
form.addEventListener("click", ({ target }) => {
  if (isOpenFor(target)) look(target);
  const button = target.closest("[data-cite]");
  if (!button) return;
  const field = button.closest("[data-row]").querySelector(FIELDS);
  const caret = touched.has(field) ? field.selectionEnd : field.value.length;
  replace(field, caret, caret, "[");
});
form.addEventListener("focusin", ({ target }) => target.matches(FIELDS) && prepare(target));

function prepare(field) {
  if (touched.has(field)) return;
  touched.add(field);
  field.ariaAutoComplete = "list";
  field.ariaHasPopup = "listbox";
  field.addEventListener("choices:dismissed", () => {
    dismissed = ASKED.exec(field.value.slice(0, field.selectionStart))?.index ?? null;
    close();
  });
}
