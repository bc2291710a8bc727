// Saves the fields of a draft as they are changed, by the same form and address as the button. "Saved" is
// said only of what the server says is stored. A field that somebody else has changed is not saved: its
// message shows their text, what was written here stays, and the next change of it is meant.

const PAUSE_MS = 1500;
const LONGEST_WAIT_S = 60;

// Read anew each time: signing in again in another tab changes it.
const token = (form) =>
  document.cookie.match(/(?:^|; )csrftoken=([^;]*)/)?.[1] ??
  form.elements.namedItem("csrfmiddlewaretoken").value;

export const word = (name) =>
  document.querySelector("[data-draft-words]").content.querySelector(`[data-word="${name}"]`)
    .textContent;

export function autosave(form) {
  const state = form.querySelector("[data-draft-state]");
  const live = document.querySelector("[data-draft-live]");
  const was = (name) => form.elements.namedItem(`was-${name}`);
  const names = [...form.elements].map((one) => one.name).filter((name) => name && was(name));
  let sending = false;
  let failures = 0;
  let typing, retry;

  const now = (name) => {
    const control = form.elements.namedItem(name);
    if (control.type === "checkbox") return control.checked ? "yes" : "";
    return control.value.replace(/\r\n?/g, "\n").trim();
  };
  const lines = (text) =>
    text
      .split("\n")
      .map((line) => line.trim())
      .filter(Boolean)
      .join("\n");
  // A field with lines is stored without empty ones, so that is how it is compared.
  const isChanged = (name) => now(name) !== was(name).value && lines(now(name)) !== was(name).value;
  const refused = new Map();
  const waiting = () => names.filter((name) => isChanged(name) && refused.get(name) !== now(name));

  function say(name, kind) {
    state.textContent = word(name);
    state.dataset.state = kind;
    if (name !== "saving") live.textContent = word(name);
  }

  function complain(name, words) {
    const group = document.getElementById(`div_id_${name}`);
    const old = document.getElementById(`id_${name}_error`);
    old?.remove();
    group?.classList.toggle("govuk-form-group--error", Boolean(words));
    const control = form.elements.namedItem(name);
    control.toggleAttribute("aria-invalid", Boolean(words));
    if (!words) return;
    const message = Object.assign(document.createElement("p"), {
      className: "govuk-error-message",
      textContent: words,
    });
    const box = Object.assign(document.createElement("div"), { id: `id_${name}_error` });
    box.setAttribute("role", "alert");
    box.append(message);
    control.before(box);
    const described = new Set(
      (control.getAttribute("aria-describedby") ?? "").split(" ").filter(Boolean),
    );
    control.setAttribute("aria-describedby", [...described.add(box.id)].join(" "));
  }

  function advise(found) {
    const place = form.querySelector("[data-draft-advice]");
    const list = document.createElement("ul");
    list.append(
      ...found.map((text) => Object.assign(document.createElement("li"), { textContent: text })),
    );
    const box = Object.assign(document.createElement("div"), { className: "notice" });
    box.append(list);
    place.replaceChildren(...(found.length ? [box] : []));
  }

  // To save again is to mean it: what was refused, or stood against somebody else's text, is sent anew.
  async function save({ again = false } = {}) {
    clearTimeout(retry);
    if (again) refused.clear();
    const batch = waiting();
    if (sending || !batch.length) return;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token(form));
    const sent = new Map();
    for (const name of batch) {
      sent.set(name, now(name));
      body.append(name, now(name));
      body.append(`was-${name}`, was(name).value);
    }
    sending = true;
    say("saving", "saving");
    let response, reply;
    try {
      response = await fetch(form.action, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "manual",
      });
      reply = await response.json();
    } catch {
      reply = null;
    }
    sending = false;
    if (!reply) {
      failures += 1;
      if (response?.status === 404) {
        say("gone", "failed"); // published or deleted by somebody else: no use in trying again
        return;
      }
      say(
        response?.type === "opaqueredirect" || response?.status === 403 ? "signed-out" : "failed",
        "failed",
      );
      retry = setTimeout(save, 1000 * Math.min(LONGEST_WAIT_S, 2 ** failures));
      return;
    }
    failures = 0;
    if (reply.error) {
      for (const [name, text] of sent) refused.set(name, text);
      state.textContent = reply.error;
      state.dataset.state = "failed";
      live.textContent = reply.error;
      return;
    }
    received(sent, reply);
  }

  function received(sent, reply) {
    for (const [name, text] of sent) {
      const trouble = reply.errors[name] ?? reply.conflicts[name];
      if (reply.errors[name]) refused.set(name, text);
      else was(name).value = reply.stored[name];
      // After a conflict only a further change, or the button, is taken as meant.
      if (reply.conflicts[name]) refused.set(name, text);
      complain(name, trouble);
    }
    advise(reply.advice);
    if (Object.keys(reply.conflicts).length) say("conflict", "failed");
    else if (Object.keys(reply.errors).length) say("error", "failed");
    else if (waiting().length) save();
    else say("saved", "saved");
    form.dispatchEvent(new CustomEvent("draft-saved", { bubbles: true }));
  }

  form.addEventListener("input", () => {
    clearTimeout(typing);
    typing = setTimeout(() => save(), PAUSE_MS);
    if (waiting().length) say("unsaved", "saving");
  });
  form.addEventListener("change", () => save());
  addEventListener("online", () => save());
  addEventListener("focus", () => save());
  let leaving = false;
  form.addEventListener("submit", () => {
    leaving = true;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && form.isConnected && names.some(isChanged)) event.preventDefault();
  });
  return { save, isSaved: () => !sending && !names.some(isChanged) };
}

for (const form of document.querySelectorAll("form[data-draft-form]")) autosave(form);
