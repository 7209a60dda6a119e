// Shows a source beside its marker while the marker is pointed at or holds the focus.
// Without it the marker is a link to the list of sources.
const DELAY_OPEN = 120;
const DELAY_CLOSE = 220;
const EDGE = 16;

for (const page of document.querySelectorAll("[data-cards]")) bind(page);

function bind(page) {
  const card = document.createElement("div");
  card.className = "card source";
  card.id = "source-card";
  card.popover = "manual";
  card.setAttribute("role", "group");
  if (!card.showPopover) return;
  let marker = null;
  let timer = 0;

  const soon = (action, delay) => {
    clearTimeout(timer);
    timer = setTimeout(action, delay);
  };
  const close = () => {
    clearTimeout(timer);
    card.remove();
    marker?.removeAttribute("data-open");
    marker = null;
    globalThis.CSS?.highlights?.delete("cited");
  };
  const open = (cite) => {
    clearTimeout(timer);
    if (marker === cite) return;
    const source = document.getElementById(cite.hash.slice(1))?.querySelector(".source");
    if (!source) return;
    close();
    marker = cite;
    card.replaceChildren(...[...source.cloneNode(true).childNodes]);
    for (const passage of card.querySelectorAll("[data-cite]")) {
      if (passage.dataset.cite !== cite.id) passage.remove();
    }
    card.setAttribute("aria-label", cite.getAttribute("aria-label") ?? "Source");
    cite.setAttribute("data-open", "");
    cite.after(card);
    card.showPopover();
    place(card, cite);
    light(cite);
  };

  page.addEventListener("pointerover", (event) => {
    if (event.pointerType === "touch") return;
    const cite = event.target.closest(".cite");
    if (cite) soon(() => open(cite), DELAY_OPEN);
    else if (event.target.closest(".card")) clearTimeout(timer);
    else if (marker) soon(close, DELAY_CLOSE);
  });
  page.addEventListener("pointerleave", () => marker && soon(close, DELAY_CLOSE));
  page.addEventListener("focusin", (event) => {
    const cite = event.target.closest(".cite");
    if (cite?.matches(":focus-visible")) open(cite);
    else if (!event.target.closest(".card")) close();
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && close());
  page.addEventListener("click", (event) => event.target.closest(".cite") && close());
  addEventListener("resize", close);
  addEventListener("scroll", () => marker && place(card, marker), { capture: true, passive: true });
}

// Under the marker, or above it where there is no room; never beyond the edge of the window.
function place(card, cite) {
  const at = cite.getBoundingClientRect();
  const size = card.getBoundingClientRect();
  const last = document.documentElement.clientWidth - size.width - EDGE;
  const below = at.bottom + 6;
  const fits = below + size.height < innerHeight || at.top < size.height + EDGE;
  card.style.left = `${Math.min(Math.max(at.left - 24, EDGE), last)}px`;
  card.style.top = `${fits ? below : at.top - size.height - 6}px`;
}

// A light ground for the sentence that the marker supports, where the browser can paint without touching the text.
function light(cite) {
  const block = cite.closest("p, .entry");
  if (!block || !globalThis.Highlight || !globalThis.Intl?.Segmenter) return;
  const range = document.createRange();
  range.setStart(block, 0);
  range.setEndBefore(cite);
  const before = range.toString();
  const language = cite.closest("[lang]")?.lang || "en";
  const sentences = [...new Intl.Segmenter(language, { granularity: "sentence" }).segment(before)];
  const start = block.matches(".entry") ? 0 : (sentences.findLast((part) => /\p{L}/u.test(part.segment))?.index ?? 0);
  const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
  for (let seen = 0, node = walker.nextNode(); node; node = walker.nextNode()) {
    if (seen + node.length > start) {
      range.setStart(node, start - seen);
      break;
    }
    seen += node.length;
  }
  CSS.highlights.set("cited", new Highlight(range));
}
