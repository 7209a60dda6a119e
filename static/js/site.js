// Conveniences of a story page that need a script; without it they are not shown.
for (const button of document.querySelectorAll("[data-share]")) {
  const address = document.querySelector('link[rel="canonical"]')?.href ?? location.href;
  const said = button.textContent;
  if (!navigator.share && !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      if (navigator.share) await navigator.share({ title: document.title, url: address });
      else {
        await navigator.clipboard.writeText(address);
        button.textContent = "Link copied";
        setTimeout(() => { button.textContent = said; }, 2500);
      }
    } catch (error) {
      if (error.name !== "AbortError") button.textContent = "Copy the address from the bar above";
    }
  });
}
