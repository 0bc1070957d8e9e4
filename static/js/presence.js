// Tells which field the person is in, and shows who else is in one. Nothing is told while the page is hidden.
"use strict";

(() => {
  const WAIT = 1000;
  const EVERY = 20000;

  const form = document.querySelector("form[data-presence]");
  if (!form) return;
  let told = null;
  let timer = null;
  let here = [];

  const at = () => document.activeElement?.closest?.("[data-address]")?.dataset.address ?? "";

  const show = () => {
    for (const place of form.querySelectorAll("[data-here]")) {
      const address = place.closest("[data-address]").dataset.address;
      const text = here.filter(([there]) => there === address).map(([, text]) => text).join(" ");
      if (place.textContent !== text) place.textContent = text; // the same again would be read aloud again
    }
  };

  const tell = async () => {
    if (document.hidden) return;
    told = at();
    const body = new FormData();
    body.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.append("har", told);
    try {
      const answer = await fetch(form.dataset.presence, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.ok) here = (await answer.json()).here;
      show();
    } catch {
      // The next time is soon enough. That the text is not saved is told by the saving itself.
    }
  };

  const moved = () => {
    clearTimeout(timer);
    timer = setTimeout(() => at() !== told && tell(), WAIT);
  };

  form.addEventListener("focusin", moved);
  form.addEventListener("focusout", moved);
  form.addEventListener("here", (event) => {
    here = event.detail ?? [];
    show();
  });
  form.addEventListener("drawn", show);
  setInterval(() => at() && tell(), EVERY);
  tell();
})();
