// The frame of the preview: the page as readers would see it, its place kept, what is being written marked in it.

const frame = document.querySelector("[data-preview-frame]");
const form = document.querySelector("[data-edition]");
const HEADS = { "place-headline": ".story-head h1", "place-standfirst": ".story-head .standfirst" };

let anchors = {}; // place on the screen → place on the page
let here = ""; // the place on the screen that has the focus
let shown = false;

const inside = () => (shown ? frame.contentDocument : null);

const elementOf = (place) => {
  const page = inside();
  if (!page?.body) return null;
  return HEADS[place] ? page.querySelector(HEADS[place]) : page.getElementById(anchors[place] ?? "");
};

// At once: the page itself scrolls softly, and would lose its way when the next key is typed.
const scroll = (page, top) => page.scrollingElement.scrollTo({ top, behavior: "instant" });

// Marks what is being written; scrolls to it where asked to and where it is out of sight.
const mark = (follow) => {
  const page = inside();
  page?.querySelectorAll("[data-here]").forEach((element) => element.removeAttribute("data-here"));
  const element = elementOf(here);
  if (!element) return;
  element.setAttribute("data-here", "");
  const { top, bottom } = element.getBoundingClientRect();
  const height = frame.clientHeight;
  if (follow && (top < 0 || bottom > height)) scroll(page, page.scrollingElement.scrollTop + top - height * 0.15);
};

const readied = (html) => {
  const page = new DOMParser().parseFromString(html, "text/html");
  page.querySelectorAll("script").forEach((script) => script.remove()); // the frame runs none
  const ours = page.createElement("link");
  ours.rel = "stylesheet";
  ours.href = frame.dataset.style;
  page.head.append(ours);
  return page;
};

// A link of the page opens elsewhere or scrolls; a text that is clicked leads to its field.
const clicked = (event) => {
  const link = event.target.closest("a");
  event.preventDefault();
  if (link) {
    const target = link.getAttribute("href");
    if (target.startsWith("#")) inside().getElementById(target.slice(1))?.scrollIntoView({ block: "center" });
    else window.open(link.href, "_blank", "noopener");
    return;
  }
  const part = event.target.closest("[id^='s-'], [id^='t-'], [id^='src-']");
  const place = Object.keys(anchors).find((name) => anchors[name] === part?.id);
  const row = place && document.getElementById(place);
  const wanted = event.target.closest("h2") ? ".field-heading input" : ".row-fields textarea";
  row?.querySelector(wanted)?.focus();
};

// By day and by night as the desk around it, whichever way that was chosen.
const tint = () => {
  const page = inside();
  if (page) page.documentElement.style.colorScheme = getComputedStyle(document.documentElement).colorScheme;
};

const loaded = () => {
  shown = true;
  inside().addEventListener("click", clicked);
  tint();
  mark(true);
};

new MutationObserver(tint).observe(document.documentElement, { attributeFilter: ["data-theme"] });

// Shows a page; a page that is there already is changed in place, so that nothing flickers or jumps.
export const showPage = (html, places) => {
  anchors = places;
  const page = readied(html);
  const old = inside();
  if (!old) {
    frame.addEventListener("load", loaded, { once: true });
    frame.srcdoc = `<!doctype html>${page.documentElement.outerHTML}`;
    return;
  }
  const top = old.scrollingElement.scrollTop;
  for (const name of ["lang", "dir"]) old.documentElement.setAttribute(name, page.documentElement.getAttribute(name));
  old.body.replaceWith(old.adoptNode(page.body));
  scroll(old, top);
  mark(true);
};

form.addEventListener("focusin", ({ target }) => {
  here = target.closest("[data-row]")?.id ?? target.closest(".head-fields > .field")?.id ?? "";
  mark(true);
});
