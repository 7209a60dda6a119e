// The quotations of the text beside it: renewed while somebody writes; those of the row in hand are marked.

import { form } from "./desk-form.js";
import { count } from "./desk-view.js";

let html = null;
let shown = ""; // the row whose quotations were brought into view

const panel = () => document.querySelector("#quotations");

const rowInHand = () => document.activeElement?.closest?.("[data-row]")?.id;

const mark = () => {
  const row = rowInHand();
  if (!row) return;
  for (const item of panel().querySelectorAll("[data-of]")) item.toggleAttribute("data-here", item.dataset.of === row);
  if (row !== shown) bring(panel().querySelector("[data-here]"));
  shown = row;
};

// Beside the text the panel scrolls by itself; the page never moves under somebody who writes.
const bring = (item) => {
  const tab = item?.closest("[data-layout=both] [data-tab]");
  if (!tab) return;
  const [at, box] = [item.getBoundingClientRect(), tab.getBoundingClientRect()];
  if (at.top < box.top || at.bottom > box.bottom) tab.scrollTop += at.top - box.top;
};

const tally = () => count("Quotations", panel().querySelectorAll("[data-of]").length);

// Whoever ticks or reads in the panel keeps it as it is until they have left; what they opened stays open.
const renew = () => {
  if (html === null || panel().contains(document.activeElement)) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  const opened = new Map([...panel().querySelectorAll("details")].map((part) => [part.textContent, part.open]));
  for (const part of holder.content.querySelectorAll("details")) part.open = opened.get(part.textContent) ?? part.open;
  panel().replaceWith(holder.content);
  html = null;
  tally();
  mark();
};

export const showQuotations = (answer) => {
  html = answer.quotations;
  renew();
};

document.addEventListener("focusout", () => setTimeout(renew));
form.addEventListener("focusin", mark);
tally();
