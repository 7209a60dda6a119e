// While somebody types which story another one shall become part of, headlines are offered; without this they are
// found by the button.

const form = document.querySelector("[data-targets]");
const field = form.querySelector("input[name=target]");
const list = document.createElement("datalist");
list.id = "target-offers";
form.append(list);
field.setAttribute("list", list.id);

const PAUSE = 200; // milliseconds after the last key
let asked = null;
let timer;

const offer = async () => {
  asked?.abort();
  asked = new AbortController();
  const url = `${form.dataset.targets}?${new URLSearchParams({ q: field.value })}`;
  const answer = await fetch(url, { signal: asked.signal }).catch(() => null);
  if (!answer?.ok) return;
  const { stories } = await answer.json();
  list.replaceChildren(...stories.map(({ slug, headline }) => new Option(headline, slug)));
};

field.addEventListener("input", () => {
  clearTimeout(timer);
  const chosen = [...list.options].some(({ value }) => value === field.value);
  if (chosen) form.requestSubmit();
  else timer = setTimeout(offer, PAUSE);
});
