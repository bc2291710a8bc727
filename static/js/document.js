// Waits for a file that is being made: asks again, shows what the server says, and begins the download.
// The longer it takes, the more seldom it asks; a page that nobody looks at waits until it is seen again.

const FIRST_MS = 1000;
const LONGEST_MS = 10000;

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
  while (status.dataset.progress === "waiting") {
    await new Promise((done) => setTimeout(done, pause));
    pause = Math.min(pause * 1.5, LONGEST_MS);
    if (document.hidden) continue;
    try {
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
