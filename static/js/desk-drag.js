// Grips: a row follows the mouse or the finger, or is lifted by Space, moved by the arrows and dropped by Space.

import { announce } from "./desk-announce.js";
import { called, moved, placeWords, rowsOf, step } from "./desk-rows.js";

const EDGE = 80; // pixels from the edge of the window where it begins to scroll
const FASTEST = 18; // pixels for each frame

const ground = (row, lifted) => {
  row.classList.toggle("dragged", lifted);
  row.parentElement.classList.toggle("dragging", lifted);
  row.querySelector("[data-grip]").setAttribute("aria-pressed", String(lifted));
};

const putBack = (row, next) => {
  if (next) next.before(row);
  else row.parentElement.append(row);
};

// By pointer

const under = (row, clientY) =>
  rowsOf(row.parentElement).find((other) => {
    const { top, height } = other.getBoundingClientRect();
    return other !== row && clientY < top + height / 2;
  });

const drag = (row, event) => {
  const next = row.nextElementSibling;
  let y = event.clientY;
  let frame = 0;
  let begun = false;

  const follow = () => {
    const after = under(row, y);
    if (after ? row.nextElementSibling !== after : row !== row.parentElement.lastElementChild) putBack(row, after);
  };
  const scroll = () => {
    const over = y < EDGE ? y - EDGE : Math.max(0, y - (innerHeight - EDGE));
    if (over) {
      scrollBy(0, (over / EDGE) * FASTEST);
      follow();
    }
    frame = requestAnimationFrame(scroll);
  };
  const move = ({ clientY }) => {
    y = clientY;
    if (!begun) {
      if (Math.abs(y - event.clientY) < 4) return; // a click is no drag
      begun = true;
      ground(row, true);
      frame = requestAnimationFrame(scroll);
    }
    follow();
  };
  const done = new AbortController();
  const end = ({ type }) => {
    done.abort();
    cancelAnimationFrame(frame);
    if (!begun) return;
    ground(row, false);
    if (type === "pointerup") moved(row, next);
    else putBack(row, next);
  };
  const { signal } = done;
  // On the document: a row that is put elsewhere lets go of the pointer it had captured.
  document.addEventListener("pointermove", move, { signal });
  for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, end, { signal });
  document.addEventListener("keydown", (key) => key.key === "Escape" && end(key), { signal });
};

// By keyboard

let lifted = null; // the row and what came behind it

const lift = (row) => {
  lifted = { row, next: row.nextElementSibling };
  ground(row, true);
  announce(`${called(row)} is lifted from ${placeWords(row)}. Arrow keys move it, Space drops it, Escape puts it back.`);
};

const drop = (kept) => {
  const { row, next } = lifted;
  lifted = null;
  ground(row, false);
  if (kept) {
    announce(`${called(row)} is dropped at ${placeWords(row)}.`);
    moved(row, next);
    return;
  }
  putBack(row, next);
  row.querySelector("[data-grip]").focus();
  announce(`${called(row)} is back at ${placeWords(row)}.`);
};

const ARROWS = { ArrowUp: -1, ArrowDown: 1 };

const pressed = (event) => {
  const grip = event.target.closest("[data-grip]");
  if (!grip || event.ctrlKey || event.metaKey || event.altKey) return;
  const row = grip.closest("[data-row]");
  if (event.key === " " || event.key === "Enter") {
    event.preventDefault();
    if (lifted) drop(true);
    else lift(row);
  } else if (lifted && event.key === "Escape") {
    event.preventDefault();
    drop(false);
  } else if (lifted && event.key in ARROWS) {
    event.preventDefault();
    if (!step(row, ARROWS[event.key])) return;
    const { row: held } = lifted;
    grip.focus(); // a row that is put elsewhere loses it
    announce(`${called(held)}: ${placeWords(held)}.`);
  }
};

for (const group of document.querySelectorAll("[data-rows]")) {
  group.addEventListener("pointerdown", (event) => {
    if (event.target.closest("[data-grip]") && event.button === 0) drag(event.target.closest("[data-row]"), event);
  });
  group.addEventListener("keydown", pressed);
  group.addEventListener("focusout", ({ target }) => {
    // Moving the row takes the focus for an instant; only leaving for good drops it where it is.
    if (lifted && target.matches("[data-grip]")) {
      setTimeout(() => lifted && !lifted.row.contains(document.activeElement) && drop(true));
    }
  });
}
