// One key for each thing that can be done with an offer; without this file each has a button.

const cards = [...document.querySelectorAll("[data-offer]")];
const typing = (target) => target.closest("input, textarea, select, [contenteditable]");
const here = () => document.activeElement?.closest("[data-offer]");

const go = (index) => {
  const card = cards[Math.min(Math.max(index, 0), cards.length - 1)];
  if (!card) return;
  card.focus({ preventScroll: true });
  card.scrollIntoView({ block: "nearest" });
};

const press = (card, selector) => card.querySelector(selector)?.click();

const edit = (card) => {
  const fields = card.querySelector("[data-edit]");
  if (!fields) return;
  fields.open = true;
  fields.querySelector("textarea").focus();
};

const keys = {
  j: (card) => go(card ? cards.indexOf(card) + 1 : 0),
  k: (card) => go(card ? cards.indexOf(card) - 1 : 0),
  a: (card) => card && press(card, "[data-accept]"),
  d: (card) => card && press(card, "[data-dismiss]"),
  e: (card) => card && edit(card),
};

document.addEventListener("keydown", (event) => {
  const { key, target, ctrlKey, altKey, metaKey } = event;
  if (ctrlKey || altKey || metaKey) return;
  if (key === "Escape" && typing(target)) return here()?.focus();
  const act = typing(target) ? undefined : keys[key.toLowerCase()];
  if (!act) return;
  event.preventDefault();
  act(here());
});

for (const hint of document.querySelectorAll("[data-keys]")) hint.hidden = false;
if (cards.length) go(Math.max(0, cards.findIndex((card) => "focus" in card.dataset)));
