// A list of choices beside the caret of a field: the focus stays in the field, the choice is pointed at by ARIA.

const GAP = 6;
const EDGE = 8;

const list = document.createElement("ul");
list.id = "choices";
list.className = "choices";
list.setAttribute("role", "listbox");
list.setAttribute("aria-label", "Sources");
list.popover = "manual";
document.querySelector("[data-edition]").append(list);

let owner = null; // the field that it belongs to
let choose = null;
let where = null; // gives the rectangle of the caret
let active = 0;

export const isOpenFor = (field) => owner === field;

const point = (index) => {
  active = index;
  [...list.children].forEach((item, place) => item.setAttribute("aria-selected", String(place === active)));
  list.children[active]?.scrollIntoView({ block: "nearest" });
  if (active < 0) owner.removeAttribute("aria-activedescendant");
  else owner.setAttribute("aria-activedescendant", `choice-${active}`);
};

const place = () => {
  const at = where();
  const size = list.getBoundingClientRect();
  const last = document.documentElement.clientWidth - size.width - EDGE;
  const below = at.bottom + GAP;
  const fits = below + size.height < innerHeight || at.top < size.height + GAP;
  list.style.left = `${Math.max(EDGE, Math.min(at.left, last))}px`;
  list.style.top = `${fits ? below : at.top - size.height - GAP}px`;
};

// Opens or refreshes the list at the choice `first`, or at none (-1), so that Enter and Tab mean what they always
// mean. Each choice has `mark` and `words`; `chosen` is called with the one that is taken.
export const open = (field, choices, caret, chosen, first = 0) => {
  if (owner !== field) close();
  owner = field;
  where = caret;
  choose = (index) => chosen(choices[index]);
  list.replaceChildren(
    ...choices.map(({ mark, words }, index) => {
      const item = document.createElement("li");
      item.id = `choice-${index}`;
      item.setAttribute("role", "option");
      item.dir = "auto";
      const number = document.createElement("bdi");
      number.className = "choice-mark";
      number.textContent = mark;
      item.append(number, words);
      return item;
    }),
  );
  if (!list.matches(":popover-open")) list.showPopover();
  field.setAttribute("aria-controls", list.id);
  place();
  point(first);
};

export const close = () => {
  if (!owner) return;
  owner.removeAttribute("aria-activedescendant");
  owner.removeAttribute("aria-controls");
  owner = null;
  list.hidePopover();
};

const KEYS = {
  ArrowDown: () => point((active + 1) % list.children.length),
  ArrowUp: () => point((Math.max(active, 0) - 1 + list.children.length) % list.children.length),
  Enter: () => choose(active),
  Tab: () => choose(active),
  Escape: () => owner.dispatchEvent(new CustomEvent("choices:dismissed")),
};

document.addEventListener(
  "keydown",
  (event) => {
    if (!owner || event.target !== owner || event.isComposing || event.shiftKey || !(event.key in KEYS)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (active < 0 && (event.key === "Enter" || event.key === "Tab")) return;
    event.preventDefault();
    event.stopPropagation();
    KEYS[event.key]();
  },
  true,
);
list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
list.addEventListener("click", ({ target }) => {
  const item = target.closest("[role=option]");
  if (item) choose([...list.children].indexOf(item));
});
addEventListener("resize", close);
addEventListener("scroll", ({ target }) => owner && target !== list && place(), { capture: true, passive: true });
