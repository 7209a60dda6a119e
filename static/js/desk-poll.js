// A part of the page that is still being worked on is asked for again until it is done.

const EVERY = 1_500; // milliseconds
const LONGEST = 30_000;
let pause = EVERY;

const look = async () => {
  const part = document.querySelector("[data-poll=on]");
  if (!part) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected) return; // logged out: the page says so when it is used
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-poll]");
      if (fresh && fresh.innerHTML !== part.innerHTML) {
        part.replaceChildren(...fresh.childNodes);
        pause = EVERY;
      }
      if (fresh) part.dataset.poll = fresh.dataset.poll;
    } catch {
      pause = LONGEST; // the desk cannot be reached now
    }
  }
  pause = Math.min(pause * 1.2, LONGEST);
  setTimeout(look, pause);
};

setTimeout(look, EVERY);
