// Saves each answer a moment after the last keystroke. The page works without this file; then answers are saved when
// the form is sent. Nothing that is written is kept in the browser: it may be about children.
"use strict";

(() => {
  const WAIT = 800;
  const AGAIN = 4000;

  const form = document.querySelector("form[data-answers]");
  const state = form?.querySelector("[data-save-state]");
  if (!state) return;
  const touched = new Set();
  let timer = null;
  // What the portal did not take, which stands in the page only: {address: why}, and {address: the question's text}.
  const faulty = new Map();
  const disputed = new Map();
  const numbers = new Set(); // those of them where the person may say that it is no personal identity number
  let underWay = null; // the save that has been sent and not answered
  let refused = false;
  let outdated = false; // other questions are asked now than stand in the page
  let leaving = false;

  const addressOf = (field) => field.closest("[data-address]")?.dataset.address;
  const base = () => JSON.parse(form.elements.bas.value || "{}");
  const controls = (address) => [...form.elements].filter((field) => field.name === address);
  const heldBack = () => [...new Set([...faulty.keys(), ...disputed.keys()])];
  // Where the page asks which of two texts is to count. Nothing is saved there till the person has chosen.
  const undecided = () => [...form.querySelectorAll('input[name="vald"]')];

  // What was refused is told at its field too, since the form's own word of it may be far down.
  const tellAtFields = () => {
    for (const [address, why] of faulty) {
      const place = form.querySelector(`[data-address="${CSS.escape(address)}"]`);
      const note = place?.querySelector("[data-note]");
      if (note && note.textContent !== why && !place.querySelector(".ds-validation-message")) note.textContent = why;
      const box = place?.querySelector("[data-no-number]");
      if (box && numbers.has(address)) box.hidden = false;
    }
  };

  const body = (addresses, extra) => {
    const data = new FormData();
    data.append("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    const known = base();
    data.append("bas", JSON.stringify(Object.fromEntries(addresses.map((address) => [address, known[address] ?? ""]))));
    const all = new FormData(form);
    for (const address of addresses) {
      data.append("falt", address);
      for (const value of all.getAll(address)) data.append(address, value);
      if (all.has(`inget-${address}`)) data.append(`inget-${address}`, "1");
    }
    for (const [name, value] of Object.entries(extra)) data.append(name, value);
    data.append("har", addressOf(document.activeElement) ?? "");
    return data;
  };

  // Signing in again gives a new token; the page itself has it.
  const renewToken = async () => {
    const page = await fetch(location.href);
    if (page.redirected || !page.ok) return false;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html");
    const token = fresh.querySelector("form[data-answers] [name=csrfmiddlewaretoken]");
    if (token) form.elements.csrfmiddlewaretoken.value = token.value;
    return Boolean(token);
  };

  const send = (addresses, extra = {}) =>
    fetch(form.dataset.answers, { method: "POST", body: body(addresses, extra), headers: { Accept: "application/json" } });

  const say = (text, url, label) => {
    state.textContent = text;
    if (!url) return;
    const link = document.createElement("a");
    Object.assign(link, { href: url, target: "_blank", rel: "noopener", textContent: label });
    state.append(" ", link);
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(save, AGAIN);
  };

  // Other questions are asked now. What stands in the page is saved, so it can be drawn anew.
  const redraw = async () => {
    outdated = true;
    const at = document.activeElement?.id;
    const page = await fetch(location.href);
    if (!page.ok || page.redirected || touched.size) return;
    const fresh = new DOMParser().parseFromString(await page.text(), "text/html").querySelector("[data-questions]");
    if (!fresh || touched.size || undecided().length) return;
    const before = base();
    const kept = heldBack().map((address) => [address, controls(address).map(({ value, checked }) => ({ value, checked }))]);
    if (kept.some(([address]) => !fresh.querySelector(`[data-address="${CSS.escape(address)}"]`))) return;
    form.querySelector("[data-questions]").replaceWith(document.adoptNode(fresh));
    for (const [address, written] of kept) {
      controls(address).forEach((field, at) => Object.assign(field, written[at]));
      form.elements.bas.value = JSON.stringify({ ...base(), [address]: before[address] ?? "" });
    }
    outdated = false;
    tellAtFields();
    form.dispatchEvent(new Event("drawn", { bubbles: true }));
    if (at) document.getElementById(at)?.focus();
  };

  // A place in a ranking is "2:value"; what stood there before is the values in order.
  const putBackPlace = (select, before) => {
    const placed = before.map((value, number) => `${number + 1}:${value}`);
    select.value = [...select.options].map((option) => option.value).find((value) => placed.includes(value)) ?? "";
  };

  const putBack = (address) => {
    const before = [base()[address] ?? ""].flat();
    for (const field of controls(address)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked = before.includes(field.value);
      else if (field.tagName === "SELECT") putBackPlace(field, before);
      else field.value = before[0] ?? "";
    }
  };

  const take = (addresses, json) => {
    form.elements.bas.value = JSON.stringify({ ...base(), ...json.base });
    for (const address of addresses) {
      faulty.delete(address);
      disputed.delete(address);
    }
    for (const [address, why] of Object.entries(json.faults)) faulty.set(address, why);
    for (const [address, question] of Object.entries(json.theirs)) disputed.set(address, question);
    refused = addresses.some((address) => faulty.has(address) || disputed.has(address));
    // That another field was saved since does not make these saved.
    if (disputed.size) say(`Någon annan har skrivit i samma fält. Spara, så får du välja vad som ska gälla: ${[...disputed.values()].join(", ")}.`);
    else if (faulty.size) say(`${[...new Set(faulty.values())].join(" ")} Spara, så visas var.`);
    else say(`Sparat ${json.time}`);
    for (const [address, text] of Object.entries(json.notes ?? {})) {
      const note = form.querySelector(`[data-address="${CSS.escape(address)}"] [data-note]`);
      if (note && note.textContent !== text) note.textContent = text;
    }
    for (const address of json.numbers ?? []) numbers.add(address);
    tellAtFields();
    form.dispatchEvent(new CustomEvent("here", { detail: json.here }));
    if (json.reshaped || outdated) redraw();
  };

  // One save at a time; what is written meanwhile is sent as soon as that one is answered.
  const save = async () => {
    clearTimeout(timer);
    while (underWay) await underWay;
    if (!touched.size) return;
    underWay = saveOnce({}).finally(() => (underWay = null));
    await underWay;
  };

  const saveOnce = async (extra) => {
    const addresses = [...touched];
    touched.clear();
    const again = () => addresses.forEach((address) => touched.add(address));
    try {
      let answer = await send(addresses, extra);
      if (answer.status === 403 && (await renewToken())) answer = await send(addresses, extra);
      const json = (answer.headers.get("Content-Type") || "").startsWith("application/json") ? await answer.json() : {};
      if (answer.ok && json.hides?.length) {
        const yes = window.confirm(`Svaret döljer andra svar:\n\n${json.hides.join("\n")}\n\nDe sparas men är inte med i svaren så länge de är dolda. Vill du fortsätta?`);
        if (yes) {
          again();
          return saveOnce({ dolj: "1" });
        }
        addresses.forEach(putBack);
        say("Svaret är som förut.");
      } else if (answer.ok && json.time) {
        take(addresses, json);
      } else if (answer.status === 401) {
        again();
        say("Inte sparat: du är utloggad. Texten finns kvar här.", json.sign_in, "Logga in i en ny flik");
        later();
      } else if (json.message) {
        again();
        say(json.message);
      } else {
        again();
        say("Inte sparat – försöker igen.");
        later();
      }
    } catch {
      again();
      say("Inte sparat – försöker igen. Texten finns kvar här.");
      later();
    }
  };

  const typed = (event) => {
    const address = event.target.name && addressOf(event.target);
    if (!address || undecided().some((field) => field.value === address)) return;
    touched.add(address);
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  };
  for (const error of form.querySelectorAll("[data-address] .ds-validation-message p")) {
    faulty.set(addressOf(error), error.lastChild.textContent.trim());
  }
  for (const field of undecided()) disputed.set(field.value, field.dataset.question);
  form.addEventListener("input", typed);
  form.addEventListener("change", typed);
  form.addEventListener("submit", () => {
    clearTimeout(timer);
    touched.clear();
    leaving = true;
  });
  // A link in the page is followed when what is written has been saved. What was refused is told instead, and what
  // could not be sent the browser asks about.
  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[href]");
    const plain = event.button === 0 && !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);
    if (!link || !plain || link.target || !(touched.size || underWay) || link.getAttribute("href").startsWith("#")) return;
    event.preventDefault();
    refused = false;
    await save();
    if (!refused) location.assign(link.href);
  });
  window.addEventListener("pageshow", () => (leaving = false));
  window.addEventListener("beforeunload", (event) => (touched.size || underWay || heldBack().length) && !leaving && event.preventDefault());
  for (const event of ["online", "focus"]) window.addEventListener(event, () => touched.size && !underWay && save());
})();
