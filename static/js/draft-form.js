// Saves the fields of a draft as they are changed, by the same form and address as the button. "Saved" is
// said only of what the server says is stored. A field that somebody else has changed is not saved: its
// message shows their text, what was written here stays, and the next change of it is meant.

import { askBeforeLeaving, errorMessage, normal, saver, token } from "./saving.js";

const PAUSE_MS = 1500;

export const word = (name) =>
  document.querySelector("[data-draft-words]").content.querySelector(`[data-word="${name}"]`)
    .textContent;

export function autosave(form) {
  const state = form.querySelector("[data-draft-state]");
  const live = document.querySelector("[data-draft-live]");
  const was = (name) => form.elements.namedItem(`was-${name}`);
  const names = [...form.elements].map((one) => one.name).filter((name) => name && was(name));
  let typing;

  const now = (name) => {
    const control = form.elements.namedItem(name);
    if (control.type === "checkbox") return control.checked ? "yes" : "";
    return normal(control.value);
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
    control.removeAttribute("aria-invalid");
    if (!words) return;
    control.setAttribute("aria-invalid", "true");
    const message = errorMessage(words);
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

  const queue = saver({ batch: waiting, request, answered });

  // To save again is to mean it: what was refused, or stood against somebody else's text, is sent anew.
  function save({ again = false } = {}) {
    if (again) refused.clear();
    return queue.send();
  }

  function request(batch) {
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token(form));
    const sent = new Map(batch.map((name) => [name, now(name)]));
    for (const [name, text] of sent) {
      body.append(name, text);
      body.append(`was-${name}`, was(name).value);
    }
    say("saving", "saving");
    return {
      address: form.action,
      sent,
      body,
      headers: { Accept: "application/json" },
      redirect: "manual",
    };
  }

  function answered({ sent, response, reply }) {
    if (reply?.error) refuse(sent, reply.error);
    else if (reply) received(sent, reply);
    else if (response?.status === 404)
      say("gone", "failed"); // published or deleted by somebody else
    else {
      say(
        response?.type === "opaqueredirect" || response?.status === 403 ? "signed-out" : "failed",
        "failed",
      );
      queue.later();
    }
  }

  function refuse(sent, why) {
    queue.arrived();
    for (const [name, text] of sent) refused.set(name, text);
    state.textContent = why;
    state.dataset.state = "failed";
    live.textContent = why;
  }

  function received(sent, reply) {
    queue.arrived();
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
  askBeforeLeaving(form, () => form.isConnected && names.some(isChanged));
  return { save, isSaved: () => !queue.isSending() && !names.some(isChanged) };
}

for (const form of document.querySelectorAll("form[data-draft-form]")) autosave(form);
