// Security keys: allauth speaks with the browser; this says which form is meant, and tells when it did not work.
const form = document.querySelector("[data-key]");
const button = document.getElementById("use-key");
const failed = document.querySelector("[data-key-failed]");

if (form && window.PublicKeyCredential) {
  window.allauth.webauthn.forms[form.dataset.key]({
    ids: { add: button.id, authenticate: button.id, credential: form.elements.credential.id, data: "key-data" },
  });
  button.addEventListener("click", () => { failed.hidden = true; });
  // Also when the person pressed « Annuler » in her browser's window.
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    failed.hidden = false;
    button.focus();
  });
} else if (form) {
  button.disabled = true;
  failed.hidden = false;
}
