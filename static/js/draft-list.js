// A draft's lists: things are edited where they stand and dragged to another place. Both use the pages
// and forms that work without this; the buttons stay, and are what the keyboard uses.

import { autosave, word } from "./draft-form.js";
import { token } from "./saving.js";

const list = document.querySelector("[data-draft-list]");
const live = document.querySelector("[data-draft-live]");

async function page(address, options) {
  const response = await fetch(address, options);
  if (!response.ok) throw new Error(response.statusText);
  return new DOMParser().parseFromString(await response.text(), "text/html");
}

// Takes over what a page of this list says now: one thing, or all of them.
function refresh(fresh, only) {
  const bar = document.querySelector("[data-draft-bar]");
  const newBar = fresh.querySelector("[data-draft-bar]");
  if (newBar && bar) bar.replaceWith(newBar);
  else if (newBar) list.before(newBar);
  const newList = fresh.querySelector("[data-draft-list]");
  if (!newList) return;
  if (only) {
    const item = newList.querySelector(`#${CSS.escape(only)}`);
    if (item) document.getElementById(only).replaceWith(item);
  } else list.replaceChildren(...newList.children);
  prepare();
}

// Editing in place ----------------------------------------------------------------------------

async function edit(link) {
  const item = link.closest("li");
  let fresh;
  try {
    fresh = await page(link.href);
  } catch {
    location.assign(link.href);
    return;
  }
  const form = fresh.querySelector("form[data-draft-form]");
  if (!form) {
    location.assign(link.href);
    return;
  }
  form.action = link.href;
  const close = Object.assign(document.createElement("button"), {
    type: "button",
    className: "govuk-button",
    textContent: word("close"),
  });
  // "Delete" stays, and goes the way it goes without scripts: a post, and the list with what it says.
  const remove = form.querySelector("[data-draft-delete]");
  form.querySelector(".govuk-button-group").replaceChildren(close, ...(remove ? [remove] : []));
  const kept = [...item.children];
  item.classList.add("draft-open");
  item.replaceChildren(form);
  const saving = autosave(form);
  let isGoing = false;
  form.addEventListener("submit", async (event) => {
    const isDeletion = remove !== null && event.submitter === remove;
    if (isDeletion && (isGoing || saving.isSaved())) return;
    event.preventDefault();
    await saving.save({ again: true });
    // A text that could not be saved is no reason to keep what is to go.
    isGoing = isDeletion;
    if (isDeletion) form.requestSubmit(remove);
  });
  form.querySelector("input:not([type=hidden]), textarea, select")?.focus();
  close.addEventListener("click", async () => {
    if (!saving.isSaved()) {
      await saving.save({ again: true });
      if (!saving.isSaved()) return;
    }
    item.classList.remove("draft-open");
    item.replaceChildren(...kept);
    try {
      refresh(await page(location.href), item.id);
    } catch {
      /* what was there before is shown until the next page */
    }
    document.querySelector(`#${CSS.escape(item.id)} [data-draft-edit]`)?.focus();
  });
}

// Dragging ------------------------------------------------------------------------------------

let dragged = null;

function prepare() {
  for (const item of list.querySelectorAll("li")) {
    if (item.dataset.ready || !item.querySelector("[value=up], [value=down]")) continue;
    item.dataset.ready = "yes";
    const handle = Object.assign(document.createElement("span"), {
      className: "draft-handle",
      title: word("drag"),
    });
    handle.setAttribute("aria-hidden", "true");
    item.prepend(handle);
    handle.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      handle.setPointerCapture(event.pointerId);
      dragged = { item, before: item.nextElementSibling };
      item.classList.add("draft-dragged");
    });
    handle.addEventListener("pointermove", (event) => over(event.clientY));
    handle.addEventListener("pointerup", drop);
    handle.addEventListener("pointercancel", cancel);
  }
}

function over(y) {
  if (!dragged) return;
  const others = [...list.children].filter((one) => one !== dragged.item);
  const next = others.find((one) => {
    const box = one.getBoundingClientRect();
    return y < box.top + box.height / 2;
  });
  if (next !== dragged.item.nextElementSibling) list.insertBefore(dragged.item, next ?? null);
}

function cancel() {
  if (!dragged) return;
  dragged.item.classList.remove("draft-dragged");
  list.insertBefore(dragged.item, dragged.before);
  dragged = null;
}

async function drop() {
  if (!dragged) return;
  const { item, before } = dragged;
  item.classList.remove("draft-dragged");
  if (item.nextElementSibling === before) {
    dragged = null;
    return;
  }
  const place = [...list.children].indexOf(item) + list.start;
  const form = item.querySelector("form");
  const body = new FormData(form);
  body.set("do", "place");
  body.set("place", place);
  try {
    const headers = { "X-CSRFToken": token(form) };
    refresh(await page(form.action, { method: "POST", body, headers }));
    live.textContent = word("moved").replace("{place}", place);
  } catch {
    cancel();
    live.textContent = word("failed");
  }
  dragged = null;
}

// A page that opens at a thing is read from there on, below what it says of what was done.
if (list && location.hash) {
  const said = document.querySelector(".messages");
  if (said) setTimeout(() => (live.textContent = said.textContent.trim()), 100);
}

if (list) {
  list.addEventListener("click", (event) => {
    const link = event.target.closest("[data-draft-edit]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    event.preventDefault();
    edit(link);
  });
  prepare();
}
