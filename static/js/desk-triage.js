// A key for each decision in the round through new articles; every one of them presses what is on the page anyway.

const said = document.querySelector("[data-triage-said]");
const title = document.querySelector("[data-triage-title]");
const box = document.querySelector("[data-triage-on]");
const KEPT = "triage-keys"; // letters alone can be in the way of speech input: they can be switched off

const kept = () => {
  try {
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage is closed to us
  }
};

box.checked = kept() !== "off";
document.querySelector("[data-triage-switch]").hidden = false;
box.addEventListener("change", () => {
  try {
    localStorage.setItem(KEPT, box.checked ? "on" : "off");
  } catch {
    // then it holds for this page alone
  }
});

const writing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable]");

const press = (place) => {
  if (place.matches("input")) {
    place.focus();
    place.select();
  } else {
    place.click();
  }
};

let pressed = false; // the page is on its way: a second press would be meant for the next article

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && writing(event.target)) {
    event.target.blur();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || writing(event.target)) return;
  if (!box.checked && event.key !== "?") return;
  const place = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!place) return;
  event.preventDefault();
  if (!pressed) press(place);
});

document.addEventListener("submit", (event) => {
  if (pressed) event.preventDefault();
  else if (event.target.method === "post") pressed = true;
});

addEventListener("pageshow", () => {
  pressed = false;
});

// Whoever came here by a decision goes on reading at the next article, and is told what became of the last one.
const words = [...document.querySelectorAll(".messagelist li")].map((line) => line.textContent.trim());
const progress = document.querySelector("[data-triage-progress]");
if (words.length && title && !document.querySelector("[role=alert]")) title.focus();
setTimeout(() => {
  said.textContent = [...words, progress?.textContent].filter(Boolean).join(" ");
}, 100);

// Stories are offered while one types what they are called; without this they are found by the button.
const find = document.querySelector("[data-triage-find]");
const found = document.querySelector("[data-triage-found]");
const PAUSE = 150; // milliseconds after the last key
let asked = null;
let timer;

const choice = ({ pk, headline }) => {
  const head = Object.assign(document.createElement("span"), { className: "triage-choice-head", dir: "auto" });
  head.textContent = headline;
  const button = Object.assign(document.createElement("button"), { name: "do", value: `place-${pk}`, className: "triage-choice" });
  button.append(head);
  const item = document.createElement("li");
  item.append(button);
  return item;
};

const offer = async (typed) => {
  asked?.abort();
  asked = new AbortController();
  const url = `${find.dataset.triageFind}?${new URLSearchParams({ q: typed })}`;
  const answer = await fetch(url, { signal: asked.signal }).catch(() => null);
  if (!answer?.ok) return;
  const { stories } = await answer.json();
  found.replaceChildren(...stories.map(choice));
  said.textContent = stories.length ? `${stories.length} stories found.` : "No story found.";
};

find?.addEventListener("input", ({ target }) => {
  clearTimeout(timer);
  timer = setTimeout(() => offer(target.value), PAUSE);
});

find?.addEventListener("keydown", (event) => {
  const first = found.querySelector("button");
  if (event.key !== "ArrowDown" || !first) return;
  event.preventDefault();
  first.focus();
});
