// Shows what needs passkeys where the browser has them, and says in Swedish what went wrong. The rest is allauth's.
"use strict";

if (window.PublicKeyCredential) {
  for (const part of document.querySelectorAll("[data-needs-passkeys]")) part.hidden = false;
}

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const fault = document.getElementById("passkey-fault");
  const texts = [...fault.querySelectorAll("[data-passkey-fault]")];
  const fits = texts.find((text) => text.dataset.passkeyFault === event.detail.exception?.name) ?? texts.at(-1);
  for (const text of texts) text.hidden = text !== fits;
  fault.hidden = false;
  fault.focus();
});
