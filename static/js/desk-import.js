// The import preview: choosing an end of the heading from the list also chooses “Elsewhere”.

document.addEventListener("change", ({ target }) => {
  if (target.matches("[data-chooses]")) {
    target.closest(".split-other").querySelector("input[type=radio]").checked = true;
  }
});
