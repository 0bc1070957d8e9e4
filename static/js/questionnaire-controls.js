// What makes long lists and lists of texts easier to fill in. The fields are there without this file.
"use strict";

(() => {
  const changed = (field) => field.dispatchEvent(new Event("input", { bubbles: true }));

  // Lists of texts

  const number = (rows) => {
    const all = [...rows.querySelectorAll("[data-text-row]")];
    all.forEach((row, at) => {
      const field = row.querySelector("textarea");
      field.id = field.id.replace(/_\d+$/, `_${at + 1}`);
      row.querySelector("label").htmlFor = field.id;
      for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = at + 1;
    });
    const more = rows.closest("fieldset").querySelector('[name="fler-rader"]');
    more.disabled = all.length >= Number(rows.dataset.textRows);
  };

  const addRow = (rows) => {
    const row = rows.querySelector("[data-text-row]:last-child").cloneNode(true);
    row.querySelector("textarea").value = "";
    rows.append(row);
    number(rows);
    row.querySelector("textarea").focus();
  };

  const removeRow = (row) => {
    const rows = row.parentElement;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    if (next) row.remove();
    else row.querySelector("textarea").value = "";
    number(rows);
    const field = (next ?? row).querySelector("textarea");
    changed(field);
    field.focus();
  };

  // Lists to tick in

  const boxes = (list) => [...list.querySelectorAll(".options input")];

  const count = (list) => {
    const ticked = boxes(list).filter((box) => box.checked).length;
    list.querySelector("[data-ticked]").textContent = ticked;
  };

  const narrow = (list, text) => {
    const wanted = text.trim().toLowerCase();
    for (const box of boxes(list)) box.parentElement.hidden = !box.labels[0].textContent.toLowerCase().includes(wanted);
    list.querySelector("[data-none-shown]").hidden = boxes(list).some((box) => !box.parentElement.hidden);
  };

  const tickShown = (list, on) => {
    const shown = boxes(list).filter((box) => !box.parentElement.hidden);
    for (const box of shown) box.checked = on;
    if (on) list.querySelector("[data-no-one]").checked = false;
    count(list);
    if (shown.length) changed(shown[0]);
  };

  document.addEventListener("click", (event) => {
    const button = event.target.closest('button[type="button"]');
    const list = button?.closest("[data-tick-list]");
    if (button?.name === "fler-rader") addRow(button.closest("fieldset").querySelector("[data-text-rows]"));
    else if (button?.name === "ta-bort") removeRow(button.closest("[data-text-row]"));
    else if (list) tickShown(list, button.name === "alla");
  });
  document.addEventListener("input", (event) => {
    const list = event.target.closest("[data-tick-list]");
    if (!list) return;
    if (event.target.matches("[data-narrow]")) return narrow(list, event.target.value);
    // That there is none, and some that are: what was ticked last is what is meant.
    if (event.target.matches("[data-no-one]")) {
      if (event.target.checked) for (const box of boxes(list)) box.checked = false;
    } else if (event.target.checked) list.querySelector("[data-no-one]").checked = false;
    count(list);
  });
  // Enter in the search would send the whole form.
  document.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("[data-narrow]") && event.preventDefault());

  const dress = () => {
    for (const place of document.querySelectorAll("[data-with-script]")) place.hidden = false;
    for (const place of document.querySelectorAll("[data-without-script]")) place.hidden = true;
    for (const rows of document.querySelectorAll("[data-text-rows]")) {
      const empty = [...rows.querySelectorAll("[data-text-row]")].filter((row) => !row.querySelector("textarea").value);
      for (const row of empty.slice(1)) row.remove();
      number(rows);
    }
  };
  document.addEventListener("drawn", dress);
  dress();
})();
