// Says what happened: to those who listen, and in a bar with “Undo” where it can be undone.

const line = document.querySelector("[data-announce]");
const bar = document.querySelector("[data-undo-bar]");
const undone = [];
let closing;

export const announce = (text) => {
  line.textContent = text;
};

const close = () => {
  clearTimeout(closing);
  bar.hidden = true;
};

// The bar goes by itself; Ctrl-Z outside of fields works for as long as the page is open.
const show = (text, label) => {
  clearTimeout(closing);
  bar.querySelector("[data-undo-text]").textContent = text;
  bar.querySelector("[data-undo]").textContent = label;
  bar.hidden = false;
  closing = setTimeout(() => {
    if (!bar.contains(document.activeElement)) bar.hidden = true;
  }, 12_000);
};

// Something that `undo` takes back; `undo` returns what it says then.
export const undoable = (text, undo, label = "Undo") => {
  undone.push(undo);
  announce(text);
  show(text, label);
};

const undoLast = () => {
  const undo = undone.pop();
  if (!undo) return;
  close();
  announce(undo() ?? "Undone.");
};

bar.querySelector("[data-undo]").addEventListener("click", undoLast);

document.addEventListener("keydown", (event) => {
  if (!(event.ctrlKey || event.metaKey) || event.shiftKey || event.altKey || event.key.toLowerCase() !== "z") return;
  const field = event.target.closest?.("input:not([type=checkbox], [type=radio]), textarea, select");
  if (field || !undone.length) return; // a field has an undo of its own
  event.preventDefault();
  undoLast();
});
