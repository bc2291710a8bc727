// Writes where words of Welsh may be broken as PDFs read it (pyphen): a pattern a line, such as ".ad4eg".
const [levels, patterns] = require("hyphen/patterns/cy.js");

function* lines(node, letters) {
  const [after, at] = Array.isArray(node) ? node : typeof node === "number" ? [{}, node] : [node];
  if (at !== undefined) {
    const start = letters.startsWith(".") ? "." : "";
    const rest = [...letters.slice(start.length), ""];
    yield start + rest.map((letter, place) => `${levels[at][place] || ""}${letter}`).join("");
  }
  for (const letter of Object.keys(after)) {
    yield* lines(after[letter], letters + letter);
  }
}

process.stdout.write(["UTF-8", ...[...lines(patterns, "")].sort(), ""].join("\n"));
