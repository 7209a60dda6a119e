// Notes in place: a row leads to its notes and back, counts follow, and a note that is not sent is kept.

import "./desk-mentions.js";
import "./desk-panels.js";

const panel = document.getElementById("notes");
const text = panel?.querySelector("#note-text");
const tools = [...document.querySelectorAll("[data-note-at]")];
let from = null; // the tool of the row that somebody came from

// Counts: at each row, in the head of the panel, and on its tab where the column has tabs

const put = (element, number) => {
  if (element) element.textContent = number || "";
};

const count = (total, open) => {
  const tab = panel.closest("[data-tab]")?.id;
  put(panel.querySelector("[data-notes-total]"), total);
  put(tab && document.querySelector(`[aria-controls="${tab}"] .tab-count`), total && ` ${total}`);
  for (const tool of open ? tools : []) {
    const here = open[tool.dataset.noteAt] ?? 0;
    put(tool.querySelector("[data-note-count]"), here);
    tool.classList.toggle("has-notes", here > 0);
  }
};

// From a row to its notes, with the form set to write another one

const go = (tool) => {
  const place = tool.dataset.noteAt;
  const thread = panel.querySelector(`[data-thread="${CSS.escape(place)}"]`);
  from = tool;
  if (text) {
    panel.querySelector("#note-place").value = place;
    text.focus({ preventScroll: true });
    text.closest(".small-form").scrollIntoView({ block: "nearest" });
  } else {
    (thread ?? panel).scrollIntoView({ block: "nearest" });
    panel.focus({ preventScroll: true });
  }
  panel.querySelectorAll("[data-thread]").forEach((one) => one.classList.toggle("meant", one === thread));
};

// What is typed and not sent outlives a save of the text

const draft = () => text.dataset.draft;

const keep = () => {
  if (text.value.trim()) sessionStorage.setItem(draft(), JSON.stringify([panel.querySelector("#note-place").value, text.value]));
  else sessionStorage.removeItem(draft());
};

const putBack = () => {
  const kept = JSON.parse(sessionStorage.getItem(draft()) ?? "null");
  if (!kept || text.value) return;
  const [place, words] = kept;
  text.value = words;
  const select = panel.querySelector("#note-place");
  if ([...select.options].some(({ value }) => value === place)) select.value = place;
};

if (panel) {
  tools.forEach((tool) => {
    tool.removeAttribute("target");
    tool.href = "#notes";
  });
  document.addEventListener("click", (event) => {
    const tool = event.target.closest("[data-note-at]");
    if (!tool || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    go(tool);
  });
  panel.addEventListener("panel:answered", ({ detail }) => {
    if (detail.open) count(detail.total, detail.open);
    if (!detail.used || !text) return;
    keep();
    text.focus();
  });
  count(Number(panel.querySelector("[data-notes-total]").textContent), null);
}

if (text) {
  text.addEventListener("input", keep);
  text.addEventListener("keydown", ({ key, defaultPrevented }) => {
    if (key === "Escape" && from && !defaultPrevented) from.focus();
  });
  putBack();
}
