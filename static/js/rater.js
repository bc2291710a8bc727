// Keeps each answer as it is given, by the form's own address; without this the buttons do the same.
import { token } from "./saving.js";

const PAUSE_MS = 1200;
const form = document.querySelector("[data-keep]");
const state = form.querySelector("[data-kept]");
const words = document.querySelector("[data-kept-words]").content;
let typing;
let sending = false;
let again = false;

function say(name) {
  state.hidden = false;
  state.textContent = words.querySelector(`[data-word="${name}"]`).textContent;
}

// One request at a time; what changes meanwhile goes with the next.
async function keep() {
  clearTimeout(typing);
  if (sending) {
    again = true;
    return;
  }
  sending = true;
  again = false;
  const body = new FormData(form);
  body.set("then", "keep");
  try {
    const headers = { "X-CSRFToken": token(form) };
    const response = await fetch(form.action, { method: "POST", body, headers, keepalive: true });
    const reply = await response.json();
    say(reply.saved ? "saved" : "failed");
  } catch {
    say("failed");
  }
  sending = false;
  if (again) keep();
}

form.addEventListener("change", keep);
form.addEventListener("input", (event) => {
  if (event.target.tagName !== "TEXTAREA") return;
  clearTimeout(typing);
  typing = setTimeout(keep, PAUSE_MS);
});
form.addEventListener("submit", () => clearTimeout(typing));
