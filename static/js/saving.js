// What the pages that save by themselves share. One request is on its way at a time, and what changes
// meanwhile goes with the next; what did not arrive is sent again after a longer and longer wait, and at
// once when the person or the network comes back.

const PATIENCE_MS = 20000;
const LONGEST_WAIT_S = 60;

// Read anew each time: signing in again in another tab changes it.
export const token = (form) =>
  document.cookie.match(/(?:^|; )(?:__Host-)?csrftoken=([^;]*)/)?.[1] ??
  form.elements.namedItem("csrfmiddlewaretoken").value;

// As the server keeps it, so that both can be compared.
export const normal = (text) => text.replace(/\r\n?/g, "\n").trim();

// `batch` tells what there is to send, `request` puts it together, and `answered` hears what came of it:
// the answer, if there was one, and what it says, if that could be read.
export function saver({ batch, request, answered }) {
  let sending = false;
  let failures = 0;
  let retry;

  async function send() {
    clearTimeout(retry);
    const fields = batch();
    if (sending || !fields.length) return;
    const { address, sent, ...options } = request(fields, failures > 0);
    sending = true;
    let response, reply;
    try {
      const signal = AbortSignal.timeout(PATIENCE_MS);
      response = await fetch(address, { method: "POST", signal, ...options });
      reply = await response.json();
    } catch {
      reply = null;
    }
    sending = false;
    answered({ fields, sent, response, reply });
  }

  function arrived() {
    failures = 0;
  }

  // Send again later; return in how many seconds.
  function later() {
    clearTimeout(retry);
    const wait = Math.min(LONGEST_WAIT_S, 2 ** ++failures);
    retry = setTimeout(send, wait * 1000);
    return wait;
  }

  addEventListener("online", send);
  addEventListener("focus", send);
  return { send, arrived, later, isSending: () => sending };
}

// Ask before the page is left with something unsaved, unless the form itself takes it along. A page stops
// its form from being sent before it calls this.
export function askBeforeLeaving(form, hasUnsaved) {
  let leaving = false;
  form.addEventListener("submit", (event) => {
    leaving = !event.defaultPrevented;
  });
  addEventListener("pageshow", () => {
    leaving = false;
  });
  addEventListener("beforeunload", (event) => {
    if (!leaving && hasUnsaved()) event.preventDefault();
  });
}

export const errorMessage = (text) =>
  Object.assign(document.createElement("p"), {
    className: "govuk-error-message",
    textContent: text,
  });
