// The page where a chapter is written: shows what the text says after each save, and puts figures at the cursor. The
// page works without this file; then both happen when the form is sent.
"use strict";

(() => {
  const shown = document.querySelector("[data-preview]");
  const form = document.querySelector("form[data-answers]");
  const text = document.getElementById("text");
  if (!shown || !text) return;

  // questionnaire.js says "here" when something has been saved.
  form.addEventListener("here", async () => {
    const page = await fetch(shown.dataset.preview);
    if (!page.ok || page.redirected) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-preview]");
    if (fresh) shown.replaceChildren(...document.adoptNode(fresh).childNodes);
  });

  document.addEventListener("submit", (event) => {
    if (!event.target.matches("form[data-insert]")) return;
    event.preventDefault();
    text.setRangeText(event.target.elements.skriv.value, text.selectionStart, text.selectionEnd, "end");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });
})();
