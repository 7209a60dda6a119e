// Small forms beside the text: each is sent by itself, so that nothing that is typed elsewhere is lost.

const LOGGED_OUT = "You are logged out. Log in again in another tab; what you typed stays here.";
const PROBLEM = "The desk has a problem. What you typed is still here: try again.";
const AWAY = "The desk cannot be reached. What you typed is still here.";

const ready = (panel) => {
  panel.querySelectorAll("[data-by-script]").forEach((part) => {
    part.hidden = false;
  });
  panel.querySelectorAll("[data-copy]").forEach((button) => {
    button.hidden = !navigator.clipboard;
  });
};

const ask = async (form, submitter) => {
  const fields = new FormData(form);
  if (submitter?.name) fields.append(submitter.name, submitter.value);
  let answer;
  try {
    answer = await fetch(form.action, {
      method: "POST",
      body: new URLSearchParams(fields),
      headers: { Accept: "application/json" },
    });
  } catch {
    return { problem: AWAY };
  }
  if (answer.redirected || answer.status === 403) return { problem: LOGGED_OUT };
  return answer.headers.get("Content-Type")?.includes("json") ? answer.json() : { problem: PROBLEM };
};

export const say = (panel, words) => {
  panel.querySelector("[data-said]").textContent = words;
};

const show = (panel, { said = "", problem = "", html }) => {
  const refusal = panel.querySelector("[data-refusal]");
  const place = panel.querySelector("[data-answer]");
  const hadFocus = place.contains(document.activeElement);
  refusal.textContent = problem;
  refusal.hidden = !problem;
  if (problem) refusal.scrollIntoView({ block: "nearest" });
  say(panel, said);
  if (html === undefined) return;
  const unfolded = [...place.querySelectorAll("details")].map((fold) => fold.open);
  place.innerHTML = html; // made and escaped by our own templates
  place.querySelectorAll("details").forEach((fold, index) => {
    fold.open = unfolded[index] ?? false;
  });
  ready(panel);
  if (hadFocus) panel.focus({ preventScroll: true });
};

const empty = (field) => {
  field.value = "";
};

const send = async (form, panel, submitter) => {
  if (panel.ariaBusy === "true") return;
  panel.ariaBusy = "true";
  const answer = await ask(form, submitter);
  panel.ariaBusy = "false";
  show(panel, answer);
  if (answer.used) panel.querySelectorAll(".small-form :is(input, textarea)").forEach(empty);
  panel.dispatchEvent(new CustomEvent("panel:answered", { detail: answer }));
};

for (const form of document.querySelectorAll("[data-small-form]")) {
  const panel = document.getElementById(form.dataset.smallForm);
  if (!panel) continue;
  ready(panel);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, panel, event.submitter);
  });
  panel.addEventListener("click", async ({ target }) => {
    const button = target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
      say(panel, "The link is copied.");
      button.firstChild.textContent = "Copied";
    } catch {
      field.select(); // the browser does not let us: the writer can
      say(panel, "The link is selected: copy it.");
    }
  });
}
