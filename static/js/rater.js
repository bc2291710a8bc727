// Keeps each answer as it is given, by the form's own address; without this the buttons do the same.
import { askBeforeLeaving, saver, token } from "./saving.js";

const PAUSE_MS = 1200;
const OVER = 409;
const form = document.querySelector("[data-keep]");
const state = form.querySelector("[data-kept]");
const words = document.querySelector("[data-kept-words]").content;
let typing;
// The page is sent whole: how often something was changed, and up to which change it has arrived.
let changes = 0;
let kept = 0;
let over = false;

function say(name) {
  state.hidden = false;
  state.textContent = words.querySelector(`[data-word="${name}"]`).textContent;
}

const hasUnsaved = () => changes > kept && !over;

const saving = saver({
  batch: () => (hasUnsaved() ? [changes] : []),
  request: () => {
    const body = new FormData(form);
    body.set("then", "keep");
    const headers = { "X-CSRFToken": token(form) };
    return { address: form.action, sent: body, body, headers, keepalive: true };
  },
  answered: ({ fields: [change], sent, response, reply }) => {
    if (reply?.saved) {
      kept = change;
      // What this page knows to be kept now: beside it a comment that is emptied is a change again.
      for (const was of form.querySelectorAll('[name^="was-"]')) {
        was.value = sent.get(was.name.slice("was-".length));
      }
      saving.arrived();
      say("saved");
      saving.send();
    } else if (response?.status === OVER) {
      over = true;
      say("over");
    } else {
      say("failed");
      // What the form itself refuses is said when it is sent; all else is tried again.
      if (!reply) saving.later();
    }
  },
});

form.addEventListener("change", () => {
  changes += 1;
  clearTimeout(typing);
  saving.send();
});
form.addEventListener("input", (event) => {
  if (event.target.tagName !== "TEXTAREA") return;
  changes += 1;
  clearTimeout(typing);
  typing = setTimeout(saving.send, PAUSE_MS);
});
form.addEventListener("submit", () => clearTimeout(typing));
askBeforeLeaving(form, hasUnsaved);

// What was answered before this came.
const isTouched = (field) =>
  field.type === "radio"
    ? field.checked !== field.defaultChecked
    : field.tagName === "TEXTAREA" && field.value !== field.defaultValue;
if ([...form.elements].some(isTouched)) {
  changes += 1;
  saving.send();
}
