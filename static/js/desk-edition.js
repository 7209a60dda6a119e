// The edition screen as a place to write: brings its parts together and leads to what is wrong.

import "./desk-autosave.js";
import "./desk-citations.js";
import "./desk-dates.js";
import "./desk-drag.js";
import { form } from "./desk-form.js";
import "./desk-presence.js";
import "./desk-preview.js";
import "./desk-take.js";

const wrong = form.querySelector(".errorlist");
if (wrong) {
  const field = wrong.parentElement.querySelector(":is(input, textarea, select):not([type=hidden])");
  (field || wrong).scrollIntoView({ block: "center" });
  field?.focus({ preventScroll: true });
}

// Text fields grow with their text (where the browser does not do so by itself)

const grow = (area) => {
  area.style.height = "auto";
  area.style.height = `${area.scrollHeight + 2}px`;
};

if (!CSS.supports("field-sizing", "content")) {
  document.querySelectorAll("[data-grow]").forEach(grow);
  form.addEventListener("input", ({ target }) => {
    if (target.matches("[data-grow]")) grow(target);
  });
}

// A finding of the desk leads into the field that it is about

const jump = () => {
  const place = location.hash.startsWith("#place-") && document.getElementById(location.hash.slice(1));
  const field = place && place.querySelector(".row-fields :is(textarea, input:not([type=hidden])), .field :is(textarea, input)");
  if (field && form.contains(field)) field.focus();
};

window.addEventListener("hashchange", jump);
document.addEventListener("click", ({ target }) => {
  const link = target.closest('a[href^="#place-"]');
  if (link && link.hash === location.hash) jump();
});

// Choosing an article of the catalogue puts the typing fields aside

const putAside = (select) => select.closest("[data-row]").classList.toggle("from-catalogue", Boolean(select.value));

if (window.django?.jQuery) {
  window.django.jQuery(form).on("change", "[data-existing] select", ({ target }) => {
    putAside(target);
    form.dispatchEvent(new Event("change")); // jQuery's own events are heard by nobody else
  });
}
form.querySelectorAll("[data-existing] select").forEach(putAside);
