// Puts a standard answer last in its field, where it is saved as if it had been typed. Without this file the button
// sends the form, and the answer is put there on the way.
"use strict";

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-insert]");
  const field = button && document.getElementById(button.dataset.insert);
  if (!field) return;
  event.preventDefault();
  field.value = [field.value.trim(), button.dataset.text].filter(Boolean).join("\n\n");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
});
