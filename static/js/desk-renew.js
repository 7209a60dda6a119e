// A page about work that goes on in the background: renews its part until the work is done.

const PAUSE_AFTER_FAULT = 10_000; // milliseconds

const ready = (part) => {
  part.querySelectorAll("[data-no-script]").forEach((hint) => {
    hint.remove();
  });
};

const freshPage = async () => {
  const answer = await fetch(window.location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
};

// The live region stays where it is, so that what changes in it is read out.
const say = (id, page) => {
  const said = document.getElementById(id);
  const says = page.getElementById(id).textContent;
  if (said.textContent.trim() !== says.trim()) said.textContent = says;
};

const renew = async (part) => {
  let wait = PAUSE_AFTER_FAULT;
  try {
    const page = await freshPage();
    const now = page?.getElementById(part.id);
    if (now) {
      say(part.dataset.said, page);
      part.replaceChildren(...now.childNodes);
      if (!("renew" in now.dataset)) return;
      ready(part);
      wait = Number(part.dataset.renew);
    }
  } catch {
    // The desk cannot be reached: tried again, more slowly.
  }
  window.setTimeout(renew, wait, part);
};

for (const part of document.querySelectorAll("[data-renew]")) {
  ready(part);
  window.setTimeout(renew, Number(part.dataset.renew), part);
}
