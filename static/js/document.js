// Waits for a file that is being made: asks again, shows what the server says, and begins the download.
// The longer it takes, the more seldom it asks; a page that nobody looks at waits until it is seen again.

const FIRST_MS = 1500;
const LONGEST_MS = 10000;
// Now and then the whole page, for what it says of a file that takes long.
const WHOLE_EACH = 4;

// A question without an answer to write: a room of people who wait for their files is not to slow those who answer.
// Only of a page that says `data-brief`: others change while one waits, and say what is being done.
async function isStillWaiting(status) {
  return (await fetch(status.dataset.waiting, { method: "HEAD" })).status === 202;
}

async function ask(status) {
  const answer = await fetch(status.dataset.waiting, { headers: { Accept: "text/html" } });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const now = page.getElementById("document");
  // Signed out meanwhile, or the address is gone: the page that says so is the one to show.
  if (!now) location.assign(status.dataset.waiting);
  return now ? { now, title: page.title } : null;
}

function show(status, { now, title }) {
  if (now.dataset.progress === status.dataset.progress && now.textContent === status.textContent) {
    return;
  }
  status.dataset.progress = now.dataset.progress;
  status.replaceChildren(...now.childNodes);
  document.title = title;
}

async function wait(status) {
  let pause = FIRST_MS;
  for (let turn = 1; status.dataset.progress === "waiting"; turn += 1) {
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 2, LONGEST_MS);
    if (document.hidden) continue;
    try {
      const isBrief = "brief" in status.dataset && turn % WHOLE_EACH !== 0;
      if (isBrief && (await isStillWaiting(status))) continue;
      const found = await ask(status);
      if (!found) return;
      show(status, found);
    } catch {
      // No connection just now: ask again later.
    }
  }
  if (status.dataset.progress === "ready") location.assign(status.dataset.download);
}

wait(document.getElementById("document"));
