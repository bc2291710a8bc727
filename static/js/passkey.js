// Has the browser make or show a passkey when a form that says so is sent, and sends what came of it along.
// Such forms are hidden until here: without a script, or in a browser without passkeys, they lead nowhere.

for (const form of document.querySelectorAll("form[data-passkey]")) {
  if (!window.PublicKeyCredential?.parseCreationOptionsFromJSON) break;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const refusal = form.querySelector("[role=alert]");
    refusal.hidden = true;
    try {
      const credential = await ask(form);
      form.elements.credential.value = JSON.stringify(credential.toJSON());
      form.submit();
    } catch {
      // Turned down, timed out or none for this service: all that a page may know, and all that matters here.
      refusal.hidden = false;
    }
  });
}

async function ask(form) {
  const { publicKey } = await optionsOf(form);
  if (form.dataset.passkey === "get") {
    return navigator.credentials.get({
      publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(publicKey),
    });
  }
  // A key that signs in alone has to know its holder and to be found without their name.
  publicKey.authenticatorSelection = {
    ...publicKey.authenticatorSelection,
    residentKey: "required",
    requireResidentKey: true,
    userVerification: "required",
  };
  return navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(publicKey),
  });
}

async function optionsOf(form) {
  const stored = form.dataset.options && document.getElementById(form.dataset.options);
  if (stored) {
    const options = JSON.parse(stored.textContent);
    return options.request_options ?? options;
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  if (!response.ok) throw new Error("no options");
  return (await response.json()).request_options;
}
