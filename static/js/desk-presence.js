// Who else has this text open, and what was saved meanwhile: told before anybody runs into it.

import { announce } from "./desk-announce.js";
import { ask } from "./desk-ask.js";
import { form, held } from "./desk-form.js";

const EVERY = 15_000; // milliseconds
const line = document.querySelector("[data-others]");
const notice = document.querySelector("[data-moved-on]");
let heard = 0;
let named = "";
let newest = 0;

const around = ({ others, saved }) => {
  heard = Date.now();
  const names = others.map(({ name }) => name).join(", ");
  line.textContent = others.length
    ? `Also open: ${others.map(({ name, typing }) => (typing ? `${name} (typing …)` : name)).join(", ")}`
    : "";
  if (names && names !== named) announce(`Also open: ${names}.`);
  named = names;
  if (!saved || saved.number <= newest) return;
  newest = saved.number;
  const words = `${saved.by} saved revision ${saved.number} at ${saved.at} UTC, after you had opened this text.`;
  notice.querySelector("[data-moved-text]").textContent = words;
  notice.hidden = false;
  announce(words);
};

const ping = async () => {
  if (document.hidden || Date.now() - heard < EVERY - 1_000) return;
  const fields = held();
  const given = new URLSearchParams();
  for (const name of ["csrfmiddlewaretoken", "lock_version"]) given.set(name, fields.get(name));
  try {
    around(await ask(form.dataset.presentUrl, given));
  } catch (error) {
    if (error.name !== "AbortError") line.textContent = ""; // who is there is not known; keeping tells what is wrong
  }
};

document.addEventListener("desk:around", ({ detail }) => around(detail));
document.addEventListener("visibilitychange", ping);
setInterval(ping, EVERY);
ping();
