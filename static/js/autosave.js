// Keeps what is being typed: in the portal a moment after the last keystroke, and in the browser until the portal has
// answered. The page works without this file; then the text is kept when the form is sent. A form that only keeps
// (data-keep without data-autosave) keeps in the browser, until the page that came of it says so (data-began).
"use strict";

(() => {
  const WAIT = 800;
  const AGAIN = 4000;

  const form = document.querySelector("form[data-keep]");
  if (!form) return;
  const state = form.querySelector("[data-save-state]");
  const key = `barnratt:${form.dataset.keep}`;
  if (form.dataset.began) localStorage.removeItem(`barnratt:${form.dataset.began}`);
  const OWN = new Set(["csrfmiddlewaretoken", "bas"]);
  let timer = null;
  let saving = false;
  let typedSince = false; // since the last save began
  let unsaved = false; // typed here, and the portal has not answered

  const say = (text, url, linkText) => {
    state.textContent = text;
    if (!url) return;
    const link = document.createElement("a");
    link.href = url;
    link.target = "_blank";
    link.rel = "noopener";
    link.textContent = linkText;
    state.append(" ", link);
  };

  const names = () => [...new Set([...form.elements].map((field) => field.name))].filter((n) => n && !OWN.has(n) && !isButton(n));
  const isButton = (name) => form.querySelector(`button[name="${CSS.escape(name)}"]`) !== null;
  const values = () => {
    const data = new FormData(form);
    return Object.fromEntries(names().map((name) => [name, data.getAll(name)]));
  };

  const remember = () => {
    try {
      localStorage.setItem(key, JSON.stringify({ values: values(), base: form.elements.bas?.value }));
    } catch {
      // A full or closed store: the portal's copy is the one that counts.
    }
  };
  const forget = () => localStorage.removeItem(key);

  const put = (stored) => {
    for (const field of form.elements) {
      const kept = stored.values[field.name];
      if (!kept) continue;
      if (field.type === "checkbox" || field.type === "radio") field.checked = kept.includes(field.value);
      else field.value = kept[0] ?? "";
    }
    if (form.elements.bas) form.elements.bas.value = stored.base;
  };

  const offerKept = () => {
    const text = localStorage.getItem(key);
    if (!text) return;
    const stored = JSON.parse(text);
    if (JSON.stringify(stored.values) === JSON.stringify(values())) return forget();
    const box = document.createElement("div");
    box.className = "ds-alert";
    box.dataset.color = "warning";
    box.setAttribute("role", "status");
    const words = document.createElement("p");
    words.textContent = "Här finns text som du skrev men som inte hann sparas.";
    const buttons = document.createElement("p");
    buttons.className = "form-actions";
    const button = (label, act) => {
      const made = document.createElement("button");
      made.type = "button";
      made.className = "ds-button";
      made.dataset.variant = "secondary";
      made.textContent = label;
      made.addEventListener("click", () => {
        act();
        box.remove();
      });
      buttons.append(made);
    };
    button("Lägg tillbaka texten", () => {
      put(stored);
      typed();
    });
    button("Släng den", forget);
    box.append(words, buttons);
    form.prepend(box);
  };

  // Signing in again gives a new token; the page itself has it.
  const renewToken = async () => {
    const page = await fetch(location.href);
    if (page.redirected || !page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector("form[data-autosave] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  };

  const send = () => {
    const body = new FormData(form);
    for (const name of names()) body.append("falt", name);
    return fetch(form.dataset.autosave, { method: "POST", body, headers: { Accept: "application/json" } });
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  };

  const save = async () => {
    clearTimeout(timer);
    if (saving) return later();
    saving = true;
    typedSince = false;
    try {
      let answer = await send();
      if (answer.status === 403 && (await renewToken())) answer = await send();
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && json.saved) {
        form.elements.bas.value = JSON.stringify(json.base);
        unsaved = typedSince;
        if (typedSince) remember();
        else forget();
        // What is kept all the same, but should perhaps not stand there.
        say([`Sparat ${json.saved}`, json.warning].filter(Boolean).join(". "));
        state.toggleAttribute("data-warning", Boolean(json.warning));
      } else if (answer.status === 401) {
        say("Inte sparat: du är utloggad. Texten finns kvar här.", json.sign_in, "Logga in i en ny flik");
        later();
      } else if (answer.status === 409 && json.fields) {
        say(`${json.message} Spara, så får du välja vad som ska gälla: ${json.fields.join(", ")}.`);
      } else if (json.message) {
        say(json.message);
      } else {
        say("Inte sparat – försöker igen.");
        later();
      }
    } catch {
      say("Inte sparat – försöker igen. Texten finns kvar här.");
      later();
    } finally {
      saving = false;
    }
  };

  const typed = () => {
    typedSince = unsaved = true;
    remember();
    if (!form.dataset.autosave) return;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => clearTimeout(timer));
  // Text that waits to be put back is left alone until it has been.
  for (const event of ["online", "focus"]) window.addEventListener(event, () => form.dataset.autosave && unsaved && !saving && save());
  offerKept();
})();
