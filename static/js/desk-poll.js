// A part of the page that is still being worked on is asked for again until it is settled.

const EVERY = 1_500; // milliseconds
const LONGEST = 30_000;
const said = document.querySelector("[data-poll-status]");
let pause = EVERY;

const show = (part, fresh) => {
  const focused = part.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  if (fresh.textContent !== part.textContent) {
    part.replaceChildren(...fresh.childNodes);
    pause = EVERY;
  }
  if (focused) part.querySelector(`a[href="${CSS.escape(focused)}"]`)?.focus();
  if (fresh.dataset.words !== part.dataset.words) said.textContent = fresh.dataset.words;
  Object.assign(part.dataset, fresh.dataset);
};

const look = async () => {
  const part = document.querySelector("[data-poll=on]");
  if (!part) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected) return; // logged out: the page says so when it is used
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-poll]");
      if (fresh) show(part, fresh);
    } catch {
      pause = LONGEST; // the desk cannot be reached now
    }
  }
  pause = Math.min(pause * 1.2, LONGEST);
  setTimeout(look, pause);
};

setTimeout(look, EVERY);
