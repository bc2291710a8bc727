// Says how many characters are left while a long answer is written. Sighted readers see it at
// once; the live region waits for a pause, so that nobody is interrupted at each key.

const NEAR = 0.8;
const PAUSE_MS = 1000;

// The server stores a line's end as one character, as the browser keeps it, and counts an emoji as one.
function lengthAsStored(text) {
  return Array.from(text.trim()).length;
}

function words(hint, length) {
  const left = Number(hint.dataset.limit) - length;
  return left < 0 ? `${hint.dataset.wordsOver} ${-left}` : `${hint.dataset.wordsLeft} ${left}`;
}

function liveRegion(hint) {
  const region = document.createElement("p");
  region.className = "govuk-visually-hidden";
  region.setAttribute("aria-live", "polite");
  hint.after(region);
  return region;
}

function watch(hint, area) {
  const region = liveRegion(hint);
  let timer;
  const limit = Number(hint.dataset.limit);
  const show = () => {
    const length = lengthAsStored(area.value);
    hint.textContent = words(hint, length);
    hint.toggleAttribute("data-near", length >= limit * NEAR);
    hint.toggleAttribute("data-over", length > limit);
    clearTimeout(timer);
    timer = setTimeout(() => {
      region.textContent = length >= limit * NEAR ? hint.textContent : "";
    }, PAUSE_MS);
  };
  // A browser that stops typing at the limit cuts a pasted text without a word; saying by how
  // much it is too long is kinder.
  area.removeAttribute("maxlength");
  area.addEventListener("input", show);
}

for (const hint of document.querySelectorAll("[data-character-count]")) {
  const area = document.getElementById(hint.dataset.characterCount);
  if (area) {
    watch(hint, area);
  }
}
