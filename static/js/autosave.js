// Sends answers and the note as they are given. What is saved is known only from the server's
// receipt; until then it waits here and is sent again. A change says what this page last knew to be
// saved (`was`) and what it has sent since without a receipt (`sent`), so that the server never
// writes over a newer answer. Hidden fields of the form say the same for its buttons.

import { askBeforeLeaving, errorMessage, normal, saver, token } from "./saving.js";

const NOTE_PAUSE_MS = 1200;
const QUIET_MS = 1500;
const STATES = {
  400: "refused",
  401: "signed-out",
  404: "gone",
  409: "submitted",
  413: "refused",
  415: "refused",
};
const FINAL = ["gone", "submitted"];

const form = document.querySelector("form[data-autosave]");
const control = (name) => form.elements.namedItem(name);
const shown = form.querySelector("[data-saved-state]");
const live = form.querySelector("[data-saved-live]");
const words = document.querySelector("[data-saved-words]").content;
const boxes = [...form.querySelectorAll("[data-question]")];
const note = control("note") && noteField(control("note"));
const fields = [...boxes.map(answerField), note].filter(Boolean);

let state = "";
let refusal = "";
let ticking, speaking, typing;

// What there is to save -----------------------------------------------------------------------

function field(name, group, code, box) {
  return {
    name,
    group,
    code,
    box,
    was: control(`was-${name}`),
    sent: [],
    refused: null,
    held: false,
  };
}

function answerField(box) {
  const name = box.dataset.question;
  const radios = [...box.querySelectorAll("input")];
  return Object.assign(field(name, "answers", name.slice("answer-".length), box), {
    now: () => radios.find((radio) => radio.checked)?.value ?? "",
    meet: (stored) =>
      radios.forEach((radio) => {
        radio.checked = radio.value === stored;
      }),
  });
}

function noteField(area) {
  return Object.assign(field("note", "notes", form.dataset.theme, area.closest("div")), {
    now: () => normal(area.value),
    // What was written stays, and waits until the person has looked at it.
    meet: () => {
      note.held = true;
    },
  });
}

const isUnsaved = (one) => one.now() !== one.was.value || one.sent.length > 0;
const isRefused = (one) => one.now() === one.refused;
const waiting = () => fields.filter((one) => isUnsaved(one) && !isRefused(one) && !one.held);

function remember(one, texts) {
  one.sent = texts;
  form
    .querySelectorAll(`[name="${CSS.escape(`sent-${one.name}`)}"]`)
    .forEach((input) => input.remove());
  form.append(
    ...texts.map((value) =>
      Object.assign(document.createElement("input"), {
        type: "hidden",
        name: `sent-${one.name}`,
        value,
      }),
    ),
  );
}

// Sending -------------------------------------------------------------------------------------

const { send, arrived, later } = saver({ batch, request, answered });

// Apart from the note, so that a note too long to save keeps no answer from being saved.
function batch() {
  const [first] = waiting();
  if (!first || FINAL.includes(state)) return [];
  return waiting().filter((one) => one.group === first.group);
}

function request(batch, isAgain) {
  const body = { known_revision: control("known_revision").value, [batch[0].group]: {} };
  for (const one of batch) {
    const now = one.now();
    remember(one, [...one.sent.filter((text) => text !== now), now]);
    body[one.group][one.code] = { was: one.was.value, now, sent: one.sent };
  }
  if (!isAgain) say("saving");
  return {
    address: form.dataset.autosave,
    sent: body,
    headers: { "Content-Type": "application/json", "X-CSRFToken": token(form) },
    body: JSON.stringify(body),
    keepalive: true,
  };
}

function answered({ fields: batch, sent, response, reply }) {
  const outcome = response?.ok && reply?.saved ? "saved" : STATES[response?.status];
  if (outcome === "saved") received(batch, sent, reply);
  else if (outcome === "refused") refused(batch, reply?.error);
  else failed(outcome ?? (navigator.onLine ? "failed" : "offline"));
}

function received(batch, body, receipt) {
  arrived();
  control("known_revision").value = receipt.known_revision;
  for (const one of batch) {
    const conflict = receipt.conflicts[one.code];
    one.was.value = conflict ? conflict.stored : body[one.group][one.code].now;
    remember(one, []);
    complain(one, conflict?.words);
    if (conflict) one.meet(conflict.stored);
  }
  const { answered, words: progress } = receipt.progress;
  document.querySelector("progress").value = answered;
  document.querySelectorAll("#progress-words, [data-progress-words]").forEach((node) => {
    node.textContent = progress;
  });
  if (Object.keys(receipt.conflicts).length) say("conflict");
  else if (waiting().length) send();
  else if (fields.some(isRefused)) say("refused");
  else say("saved");
}

function refused(batch, why) {
  for (const one of batch) {
    one.refused = one.sent.at(-1);
    remember(one, []);
  }
  refusal = why;
  arrived();
  say("refused");
}

function failed(name) {
  say(name);
  if (FINAL.includes(name)) return;
  let wait = later();
  const clock = shown.querySelector("[data-seconds]");
  if (!clock) return;
  const tick = () => {
    clock.textContent = clock.dataset.seconds.replace("{seconds}", Math.max(1, wait--));
  };
  tick();
  ticking = setInterval(tick, 1000);
}

// Telling -------------------------------------------------------------------------------------

function say(name) {
  clearInterval(ticking);
  clearTimeout(speaking);
  const text = words.querySelector(`[data-state="${name}"]`).cloneNode(true);
  text.querySelector("[data-words]")?.append(refusal);
  // Whole, so that a sentence with a link in it stays one piece beside its mark.
  shown.replaceChildren(text);
  shown.dataset.state = ["saving", "saved"].includes(name) ? name : "failed";
  form.querySelector("[data-saved-bar]").hidden = false;
  // A screen reader hears of trouble at once, and only once; of "Saved" when there is a pause.
  if (name !== "saving" && name !== state) {
    speaking = setTimeout(
      () => {
        live.textContent = shown.textContent;
      },
      name === "saved" ? QUIET_MS : 0,
    );
  }
  state = name;
}

function complain(one, text) {
  one.box.querySelectorAll(".govuk-error-message").forEach((message) => message.remove());
  one.box.classList.toggle("question--error", Boolean(text));
  if (!text) return;
  const message = errorMessage(text);
  message.setAttribute("role", "alert");
  one.box.querySelector("legend, label").after(message);
}

// Listening -----------------------------------------------------------------------------------

form.addEventListener("change", send);
form.addEventListener("input", (event) => {
  if (event.target.name !== "note") return;
  note.held = false;
  clearTimeout(typing);
  typing = setTimeout(send, NOTE_PAUSE_MS);
});
document.addEventListener("visibilitychange", send);
addEventListener("offline", () => {
  if (waiting().length) failed("offline");
});

form.addEventListener("submit", (event) => {
  if (waiting().length && (!navigator.onLine || state === "signed-out")) {
    // The page would give way to one that cannot save what is on it.
    event.preventDefault();
    shown.focus();
    send();
    return;
  }
  control("csrfmiddlewaretoken").value = token(form);
});
askBeforeLeaving(form, () => fields.some(isUnsaved));

// Going on ------------------------------------------------------------------------------------

const hint = document.querySelector("[data-keys-hint]");
const movesOn = form.querySelector("[data-moves-on]");
const movesOnBox = movesOn.querySelector("input");
const next = (box) => boxes[boxes.indexOf(box) + 1];

// Keys answer the statement that has the focus and nothing else; 0 is what stands apart from the scale.
form.addEventListener("keydown", (event) => {
  const box = event.target.closest("[data-question]");
  if (!box || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) return;
  const radio =
    event.key === "0"
      ? box.querySelector(".option-apart input")
      : box.querySelectorAll(".options input")[event.key - 1];
  if (!radio) return;
  event.preventDefault();
  radio.click();
  const after = next(box);
  (after ? (after.querySelector(":checked") ?? after.querySelector("input")) : radio).focus();
});

// A key press is the sign of a keyboard, but for those that a screen's keyboard sends while one writes.
document.addEventListener("keydown", (event) => {
  if (event.isTrusted && !event.target.matches("textarea")) hint.dataset.inUse = "";
});
hint.hidden = false;

// A browser may refuse to remember; then the choice holds for this page.
function remembered(value) {
  try {
    if (value !== undefined) localStorage.setItem("moves-on", value);
    return localStorage.getItem("moves-on");
  } catch {
    return null;
  }
}

movesOnBox.checked = remembered() !== "no";
movesOnBox.addEventListener("change", () => remembered(movesOnBox.checked ? "yes" : "no"));
movesOn.hidden = false;

// A finger hides what comes next and has far to go, so the page brings it up. The focus stays where it
// is: a screen reader goes on by itself. A mouse is left alone; the next statement is beside it.
form.addEventListener("click", (event) => {
  const box = event.target.closest("[data-question]");
  if (event.pointerType !== "touch" || !event.target.matches("input[type=radio]")) return;
  movesOn.dataset.inUse = "";
  if (!movesOnBox.checked) return;
  const target = next(box) ?? form.querySelector(".evidence") ?? movesOn;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  target.scrollIntoView({
    block: isInSight(target) ? "nearest" : "start",
    behavior: calm ? "instant" : "smooth",
  });
});

function isInSight(node) {
  const { top, bottom } = node.getBoundingClientRect();
  const head = form.querySelector(".scale-head")?.getBoundingClientRect().bottom ?? 0;
  const foot = form.querySelector(".question-foot").getBoundingClientRect();
  return top >= head && bottom <= (foot.height ? foot.top : innerHeight);
}

// From "check your answers" to the statement itself; at load, because a browser that follows the
// address's fragment takes the focus away once more.
addEventListener("load", () => {
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked !== form)
    linked?.querySelector("input:checked, input, textarea")?.focus({ preventScroll: true });
  send(); // what came back with the page, after signing in again or with an error
});
