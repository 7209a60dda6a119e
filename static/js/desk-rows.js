// Rows of the edition screen: added, moved by drag or by buttons, removed; the server reads their place fields.

const announce = (text) => {
  document.querySelector("[data-announce]").textContent = text;
};

const rowsOf = (list) => [...list.children].filter((row) => row.matches("[data-row]"));

const placeField = (row) => row.querySelector(".place-field input");

const isNew = (row) => !row.querySelector('input[name$="-key"]').value;

// Rows get their place in the list; a new row that nobody moved has none, and goes where it belongs.
const renumber = (list) => {
  rowsOf(list).forEach((row, index) => {
    if (!isNew(row) || row.dataset.moved) placeField(row).value = index + 1;
  });
  list.closest("form").dispatchEvent(new Event("change"));
};

const called = (row) => row.querySelector("[data-name]").textContent.trim();

const placed = (row) => {
  const list = row.parentElement;
  row.dataset.moved = "yes";
  renumber(list);
  const place = rowsOf(list).indexOf(row) + 1;
  announce(`${called(row)} is now at place ${place} of ${rowsOf(list).length}.`);
};

const moveBy = (row, step, button) => {
  const rows = rowsOf(row.parentElement);
  const other = rows[rows.indexOf(row) + step];
  if (!other) {
    announce(`${called(row)} is ${step < 0 ? "first" : "last"} already.`);
    return;
  }
  if (step < 0) other.before(row);
  else other.after(row);
  placed(row);
  button.focus();
  row.scrollIntoView({ block: "nearest" });
};

const startDrag = (row, event) => {
  const list = row.parentElement;
  const grip = event.target.closest("[data-grip]");
  grip.setPointerCapture(event.pointerId);
  row.classList.add("dragged");
  list.classList.add("dragging");
  event.preventDefault();

  const follow = ({ clientY }) => {
    const others = rowsOf(list).filter((other) => other !== row);
    const after = others.find((other) => {
      const { top, height } = other.getBoundingClientRect();
      return clientY < top + height / 2;
    });
    if (after) {
      if (row.nextElementSibling !== after) after.before(row);
    } else if (row !== list.lastElementChild) {
      list.append(row);
    }
  };
  const end = () => {
    grip.removeEventListener("pointermove", follow);
    row.classList.remove("dragged");
    list.classList.remove("dragging");
    placed(row);
  };
  grip.addEventListener("pointermove", follow);
  grip.addEventListener("lostpointercapture", end, { once: true });
};

const nextNumber = (group) => {
  const numbers = [...group.querySelectorAll('[data-list] input[name$="-number"]')].map((field) => Number(field.value));
  return Math.max(0, ...numbers) + 1;
};

const addRow = (group) => {
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
  row.querySelector(".row-fields :is(input, textarea, select):not([type=hidden])").focus();
  announce(`A new ${group.dataset.what} stands at the end.`);
};

for (const group of document.querySelectorAll("[data-rows]")) {
  group.addEventListener("click", ({ target }) => {
    const move = target.closest("[data-move]");
    if (move) moveBy(move.closest("[data-row]"), move.dataset.move === "up" ? -1 : 1, move);
    if (target.closest("[data-add]")) addRow(group);
  });
  group.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-grip]") && event.button === 0) startDrag(event.target.closest("[data-row]"), event);
  });
}
