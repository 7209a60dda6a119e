// What is shown: the text, text and page side by side, or the page; remembered in this browser.

const REMEMBERED = "desk-view";
const BESIDE = matchMedia("(min-width: 64rem)"); // room for two columns
const ROOMY = matchMedia("(min-width: 88rem)"); // room enough to begin with two

const layout = document.querySelector("[data-layout]");
const side = layout.querySelector(".edition-side");
const buttons = [...document.querySelectorAll("button[data-view]")];
const panels = [...side.children].filter((panel) => panel.matches("section, div"));
const tabs = document.createElement("div");
const listeners = [];

for (const panel of panels) panel.dataset.tab ??= panel.querySelector("h2")?.textContent.trim() ?? "More";

let chosen = localStorage.getItem(REMEMBERED) ?? (ROOMY.matches ? "both" : "text");
let tab = panels[0];

// What is really shown: without room for two columns, "both" is the text.
export const view = () => (chosen === "both" && !BESIDE.matches ? "text" : chosen);

export const isPageShown = () => view() === "page" || (view() === "both" && tab.matches("[data-preview]"));

export const onView = (listener) => listeners.push(listener);

const buttonOf = (panel) => tabs.querySelector(`[aria-controls="${panel.id}"]`);

const show = () => {
  const now = view();
  layout.dataset.layout = now;
  buttons.forEach((button) => button.setAttribute("aria-pressed", String(button.dataset.view === now)));
  tabs.hidden = now !== "both";
  for (const panel of panels) {
    const isPage = panel.matches("[data-preview]");
    panel.hidden = now === "both" ? panel !== tab : isPage !== (now === "page");
    buttonOf(panel).setAttribute("aria-selected", String(panel === tab));
    buttonOf(panel).tabIndex = panel === tab ? 0 : -1;
    if (now === "both") panel.setAttribute("role", "tabpanel");
    else panel.removeAttribute("role");
  }
  listeners.forEach((listener) => listener());
};

// Brings whatever holds an element into view: the text, or a part of the column beside it.
export const reveal = (element) => {
  if (view() === "page") chosen = BESIDE.matches ? "both" : "text";
  tab = element.closest("[data-tab]") ?? tab;
  show();
};

export const count = (name, number) => {
  const panel = panels.find(({ dataset }) => dataset.tab === name);
  if (panel) buttonOf(panel).querySelector(".tab-count").textContent = number ? ` ${number}` : "";
};

tabs.className = "side-tabs";
tabs.setAttribute("role", "tablist");
tabs.setAttribute("aria-label", "Beside the text");
panels.forEach((panel, index) => {
  panel.id ||= `side-${index}`;
  const button = document.createElement("button");
  const counter = document.createElement("span");
  counter.className = "tab-count";
  button.type = "button";
  button.id = `tab-${index}`;
  button.setAttribute("role", "tab");
  button.setAttribute("aria-controls", panel.id);
  button.append(panel.dataset.tab, counter);
  panel.setAttribute("aria-labelledby", button.id);
  button.addEventListener("click", () => {
    tab = panel;
    show();
  });
  tabs.append(button);
});
side.prepend(tabs);

tabs.addEventListener("keydown", ({ key }) => {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[key] ?? 0;
  if (!by) return;
  tab = panels[(panels.indexOf(tab) + by + panels.length) % panels.length];
  show();
  buttonOf(tab).focus();
});

for (const button of buttons) {
  button.addEventListener("click", () => {
    chosen = button.dataset.view;
    localStorage.setItem(REMEMBERED, chosen);
    if (chosen !== "text") [tab] = panels;
    show();
  });
}
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#"]');
  const place = link?.hash && document.getElementById(link.hash.slice(1));
  if (place && layout.contains(place)) reveal(place);
});
BESIDE.addEventListener("change", show);
document.querySelector("[data-views]").hidden = false;
show();
