// What HTML and htmx cannot do by themselves. Every page works without this file.
"use strict";

(() => {
  // A form that came back with faults: go to the list of them.
  const focusOnLoad = (root) => root.querySelector("[data-focus-on-load]")?.focus();

  // Buttons that only make sense with JavaScript.
  const showButtons = (root) => {
    for (const button of root.querySelectorAll("[data-print], [data-copy-group]")) button.hidden = false;
  };

  // Where the clipboard is closed (no https, or not allowed) the text is selected, ready for the keyboard.
  const copyText = async (button) => {
    const field = document.getElementById(button.dataset.copy);
    const status = button.parentElement.querySelector("[role=status]");
    try {
      await navigator.clipboard.writeText(field.value);
      status.textContent = "Texten är kopierad.";
    } catch {
      field.focus();
      field.select();
      status.textContent = "Texten är markerad. Kopiera med Ctrl+C, på Mac Cmd+C.";
    }
  };

  // Search inside a long facet.
  const showFacetSearch = (root) => {
    for (const search of root.querySelectorAll("[data-facet-search]")) search.hidden = false;
  };

  const narrowFacet = (field) => {
    const facet = field.closest(".facet");
    const wanted = field.value.trim().toLocaleLowerCase("sv");
    const more = facet.querySelector(".facet__more");
    let found = 0;
    let parent = null;
    for (const option of facet.querySelectorAll(".facet__options > li")) {
      const isChild = option.classList.contains("facet__child");
      const fits = option.querySelector(".facet__label").textContent.toLocaleLowerCase("sv").includes(wanted);
      option.hidden = !fits;
      if (fits) found += 1;
      if (fits && isChild && parent) parent.hidden = false;
      if (!isChild) parent = option;
    }
    if (more) {
      if (wanted) more.open = true;
      more.querySelector("summary").hidden = Boolean(wanted);
      if (!wanted) more.open = false;
    }
    const words = found === 1 ? "1 val i listan" : `${found} val i listan`;
    field.parentElement.querySelector("[role=status]").textContent = wanted ? words : "";
  };

  // When htmx brings fresh counts, facets stay as the reader left them, and the reader stays in place.
  let opened = new Map();
  let typed = new Map();
  let place = null;

  let compared = new Set();

  const remember = () => {
    for (const box of document.querySelectorAll("[name=i]")) compared[box.checked ? "add" : "delete"](box.value);
    const lists = document.querySelectorAll(".filters[id], .facet[id], .facet__more[id]");
    opened = new Map([...lists].map((d) => [d.id, d.open]));
    typed = new Map([...document.querySelectorAll("[data-facet-search] input")].map((i) => [i.id, i.value]));
    const here = document.activeElement;
    place = here && { focused: here.id, facet: here.closest(".facet")?.id, top: here.getBoundingClientRect().top };
  };

  const restore = () => {
    for (const slug of compared) {
      const box = document.querySelector(`[name=i][value="${CSS.escape(slug)}"]`);
      if (box) box.checked = true;
    }
    prepare(document);
    for (const [id, open] of opened) {
      const details = document.getElementById(id);
      if (details) details.open = open;
    }
    for (const [id, value] of typed) {
      const field = document.getElementById(id);
      if (field && value) {
        field.value = value;
        narrowFacet(field);
      }
    }
    if (place?.focused) {
      // An option that gives nothing any more is gone: then its facet.
      const facet = document.getElementById(place.facet)?.querySelector("summary");
      const here = document.getElementById(place.focused) ?? facet;
      if (here) {
        here.focus({ preventScroll: true });
        window.scrollBy({ top: here.getBoundingClientRect().top - place.top, behavior: "instant" });
      }
    }
    place = null;
  };

  // A link to something folded unfolds it. Without this the link leads to its row.
  const unfoldTarget = () => {
    const id = decodeURIComponent(location.hash.slice(1));
    let details = id && document.getElementById(id)?.querySelector(":scope > details");
    for (; details; details = details.parentElement.closest("details")) details.open = true;
  };
  window.addEventListener("hashchange", unfoldTarget);
  unfoldTarget();

  const say = (text) => {
    const region = document.getElementById("announcement");
    if (region) region.textContent = text;
  };

  const prepare = (root) => {
    showButtons(root);
    showFacetSearch(root);
  };

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-print]")) window.print();
    const copy = event.target.closest("[data-copy]");
    if (copy) copyText(copy);
    // Who has filtered enough is shown the hits.
    const apply = event.target.closest(".filters__apply button");
    if (apply) {
      apply.closest(".filters").open = false;
      document.getElementById("antal").focus();
    }
  });

  document.addEventListener("input", (event) => {
    if (event.target.closest("[data-facet-search]")) narrowFacet(event.target);
  });

  // Enter in a facet's own search must not send the whole form.
  document.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.closest("[data-facet-search]")) event.preventDefault();
    if (event.key === "Escape") {
      const menu = event.target.closest(".site-nav[open]");
      if (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      }
    }
  });

  // The facet's own search is no part of the question put to the server.
  document.addEventListener("change", (event) => {
    if (event.target.closest("[data-facet-search]")) event.stopPropagation();
  }, true);

  document.addEventListener("htmx:beforeSwap", remember);
  document.addEventListener("htmx:historyCacheMiss", remember);
  document.addEventListener("htmx:afterSwap", restore);
  document.addEventListener("htmx:historyRestore", () => say(document.getElementById("antal")?.textContent.trim() ?? ""));
  for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(failure, () => {
      say("Det gick inte att hämta nya uppgifter. Ladda om sidan och försök igen.");
      document.getElementById("connection-lost")?.removeAttribute("hidden");
    });
  }

  prepare(document);
  focusOnLoad(document);
})();
