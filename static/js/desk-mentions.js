// Typing “@” in a note offers colleagues: the focus stays in the field, the choice is pointed at by ARIA.

import { say } from "./desk-panels.js";

const ASKED = /(?<![\p{L}\p{N}_.+@-])@([\p{L}\p{N}_.+@-]{0,40})$/u;
const DELAY = 120; // milliseconds after the last key

class People {
  constructor(field) {
    this.field = field;
    this.panel = field.closest("section");
    this.list = this.panel.querySelector("[data-people]");
    this.active = 0;
    this.timer = 0;
    this.dismissed = -1; // the “@” at which somebody said no
    field.setAttribute("aria-autocomplete", "list");
    field.addEventListener("input", () => this.look());
    field.addEventListener("keydown", (event) => this.key(event));
    field.addEventListener("blur", () => this.close());
    this.list.addEventListener("pointerdown", (event) => event.preventDefault()); // the field keeps the focus
    this.list.addEventListener("click", ({ target }) => this.choose(target.closest("[role=option]")));
  }

  get isOpen() {
    return !this.list.hidden;
  }

  asked() {
    const { selectionStart, selectionEnd, value } = this.field;
    return selectionStart === selectionEnd ? ASKED.exec(value.slice(0, selectionStart)) : null;
  }

  look() {
    clearTimeout(this.timer);
    const asked = this.asked();
    if (!asked || asked.index === this.dismissed) {
      if (!asked) this.dismissed = -1;
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.fetch(asked[1]), DELAY);
  }

  async fetch(typed) {
    let people = [];
    try {
      const answer = await fetch(`${this.field.dataset.mentions}?q=${encodeURIComponent(typed)}`);
      if (answer.headers.get("Content-Type")?.includes("json")) ({ people } = await answer.json());
    } catch {
      return; // a name can be typed in full
    }
    if (this.asked()?.[1] === typed && document.activeElement === this.field) this.open(people);
  }

  open(people) {
    if (!people.length) {
      this.close();
      say(this.panel, "Nobody here has such a name.");
      return;
    }
    this.list.replaceChildren(
      ...people.map(({ name, words }, index) => {
        const item = document.createElement("li");
        item.id = `people-${index}`;
        item.setAttribute("role", "option");
        item.dataset.name = name;
        const called = document.createElement("b");
        called.textContent = `@${name}`;
        item.append(called, words === name ? "" : ` ${words}`);
        return item;
      }),
    );
    this.list.hidden = false;
    this.field.setAttribute("aria-controls", this.list.id);
    this.point(0);
    const colleagues = people.length === 1 ? "colleague" : "colleagues";
    say(this.panel, `${people.length} ${colleagues}. Arrows choose, Enter takes, Escape closes.`);
  }

  close() {
    this.list.hidden = true;
    this.field.removeAttribute("aria-activedescendant");
    this.field.removeAttribute("aria-controls");
  }

  point(index) {
    const { children } = this.list;
    this.active = (index + children.length) % children.length;
    [...children].forEach((item, place) => item.setAttribute("aria-selected", String(place === this.active)));
    children[this.active].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", children[this.active].id);
  }

  choose(item) {
    const asked = this.asked();
    this.close();
    if (!item || !asked) return;
    const { field } = this;
    const end = field.selectionEnd;
    field.setSelectionRange(asked.index, end);
    if (!document.execCommand("insertText", false, `@${item.dataset.name} `)) {
      field.setRangeText(`@${item.dataset.name} `, asked.index, end, "end");
      field.dispatchEvent(new Event("input", { bubbles: true }));
    }
  }

  key(event) {
    if (!this.isOpen || event.isComposing || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const does = {
      ArrowDown: () => this.point(this.active + 1),
      ArrowUp: () => this.point(this.active - 1),
      Enter: () => this.choose(this.list.children[this.active]),
      Tab: () => this.choose(this.list.children[this.active]),
      Escape: () => {
        this.dismissed = this.asked()?.index ?? -1;
        this.close();
      },
    }[event.key];
    if (!does) return;
    event.preventDefault();
    event.stopPropagation();
    does();
  }
}

document.querySelectorAll("[data-mentions]").forEach((field) => new People(field));
