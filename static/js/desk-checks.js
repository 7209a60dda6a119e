// The findings of the desk beside the text: renewed while somebody writes, each marked at its field.

import { announce } from "./desk-announce.js";
import { count } from "./desk-view.js";

const bar = document.querySelector("[data-blockers]");
let html = null;
let told = null;

const panel = () => document.querySelector("#checks");

const words = ({ blockers, warnings }) =>
  blockers || warnings ? `Desk checks: ${blockers} to fix, ${warnings} to look at.` : "Desk checks: nothing found.";

// Somebody who reads or types in the panel keeps it as it is until they have left.
const isBusy = () =>
  panel().contains(document.activeElement) ||
  [...panel().querySelectorAll("textarea, input[type=text]")].some((field) => field.value !== field.defaultValue);

const mark = () => {
  for (const row of document.querySelectorAll("[data-found]")) {
    delete row.dataset.found;
    row.querySelector("[aria-description]")?.removeAttribute("aria-description");
  }
  for (const link of panel().querySelectorAll('a[href^="#place-"]')) {
    const place = document.getElementById(link.hash.slice(1));
    if (!place) continue;
    if (place.dataset.found !== "blocker") place.dataset.found = link.closest(".blocker") ? "blocker" : "warning";
    const field = place.querySelector("textarea, .row-fields input:not([type=hidden])");
    if (!field) continue;
    const before = field.getAttribute("aria-description");
    field.setAttribute("aria-description", [before, link.textContent.trim()].filter(Boolean).join(" "));
  }
};

const renew = () => {
  if (html === null || isBusy()) return;
  const holder = document.createElement("template");
  holder.innerHTML = html;
  panel().replaceWith(holder.content);
  html = null;
  mark();
};

export const showFindings = (answer) => {
  html = answer.checks;
  renew();
  bar.hidden = !answer.blockers;
  bar.textContent = `${answer.blockers} to fix`;
  count("Checks", answer.blockers + answer.warnings);
  if (told !== null && told !== words(answer)) announce(words(answer));
  told = words(answer);
};

document.addEventListener("focusout", () => setTimeout(renew));
mark();
const found = panel().querySelectorAll(".checks > li");
const blocking = panel().querySelectorAll(".checks > li.blocker").length;
count("Checks", found.length);
told = words({ blockers: blocking, warnings: found.length - blocking });
