// The frame of every desk page: menus close when one looks elsewhere; fields of select2 say their names.

const menus = () => document.querySelectorAll("[data-menu][open]");

document.addEventListener("click", (event) => {
  for (const menu of menus()) {
    if (!menu.contains(event.target)) menu.open = false;
  }
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  for (const menu of menus()) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});

const nameChoices = () => {
  for (const select of document.querySelectorAll("select.admin-autocomplete")) {
    const label = document.querySelector(`label[for="${select.id}"]`)?.textContent.trim();
    const box = select.nextElementSibling?.querySelector(".select2-selection");
    if (!label || !box) continue;
    for (const part of [box, box.querySelector("[role=textbox]")]) part?.setAttribute("aria-label", label);
  }
};

window.django?.jQuery?.(nameChoices); // after the fields are made, which jQuery does when it is ready
document.addEventListener("formset:added", () => setTimeout(nameChoices));
