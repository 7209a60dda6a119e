// What is typed and not saved is kept at the desk, for its writer alone, every few seconds and when leaving.

import { announce } from "./desk-announce.js";
import { ask } from "./desk-ask.js";
import { form, held, isDirty, isLeaving, onChange, state } from "./desk-form.js";

const DELAY = 2_000; // milliseconds from the first change to the first keeping
const AGAIN = 15_000; // until it is tried again where it failed
const KEEPALIVE = 60_000; // bytes that a browser still sends for a page that is gone

const line = document.querySelector("[data-kept]");
let kept = document.querySelector("[data-put-back]") ? state() : null; // the state that the desk has
let keptAt = "";
let problem = "";
let timer = 0;
let asking = null;

const say = () => {
  const unsaved = isDirty();
  line.dataset.kept = !unsaved ? "saved" : problem ? "no" : kept === state() ? "yes" : "soon";
  line.textContent = {
    saved: "Saved",
    no: `Unsaved and not kept. ${problem}`,
    yes: keptAt ? `Unsaved, kept at ${keptAt} UTC` : "Unsaved, kept",
    soon: keptAt ? `Unsaved, last kept at ${keptAt} UTC` : "Unsaved",
  }[line.dataset.kept];
};

const failed = (words) => {
  if (words && words !== problem) announce(`Unsaved and not kept. ${words}`);
  problem = words;
};

const taken = (answer, now) => {
  document.dispatchEvent(new CustomEvent("desk:around", { detail: answer }));
  const undecided = document.querySelector("[data-offered]") && "Decide first what becomes of your text above.";
  failed(answer.message ? undecided || answer.message : "");
  if (problem) return;
  kept = now;
  keptAt = answer.kept_at || keptAt;
};

const fields = () => {
  const all = held();
  if (!isDirty()) all.set("_nothing", "1"); // all of it was taken back: nothing is left to keep
  return all;
};

const isDue = () => (isDirty() ? state() !== kept : kept !== null && state() !== kept);

const keep = async () => {
  clearTimeout(timer);
  timer = 0;
  if (asking || isLeaving() || !isDue()) return;
  const now = state();
  asking = new AbortController();
  try {
    taken(await ask(form.dataset.keepUrl, fields(), { signal: asking.signal }), now);
  } catch (error) {
    if (error.name !== "AbortError") failed(error.message);
  }
  asking = null;
  say();
  if (isDue()) timer = setTimeout(keep, problem ? AGAIN : DELAY);
};

onChange(() => {
  say();
  if (!timer && isDue()) timer = setTimeout(keep, problem ? AGAIN : DELAY);
});
form.addEventListener("submit", () => isLeaving() && asking?.abort());
document.addEventListener("visibilitychange", () => document.hidden && keep());
window.addEventListener("online", keep);
window.addEventListener("pagehide", () => {
  if (isLeaving() || !isDirty() || state() === kept) return;
  const body = fields();
  if (body.toString().length < KEEPALIVE) fetch(form.dataset.keepUrl, { method: "POST", body, keepalive: true });
});
say();
if (isDue()) timer = setTimeout(keep, DELAY);
