// Moves focus to the list of errors when a page comes back with one, and from each of its links
// to the control it names, so that the statement above the control stays in sight.

function target(link) {
  return document.getElementById(decodeURIComponent(link.hash.slice(1)));
}

function question(control) {
  const legend = control.closest("fieldset")?.querySelector("legend");
  if (legend && (control.type === "radio" || control.type === "checkbox")) {
    return legend;
  }
  return control.labels?.[0] ?? legend ?? control;
}

for (const summary of document.querySelectorAll("[data-error-summary]")) {
  const prefix = summary.dataset.titlePrefix;
  if (!document.title.startsWith(prefix)) {
    document.title = `${prefix} ${document.title}`;
  }
  summary.focus();
  summary.addEventListener("click", (event) => {
    const control = event.target instanceof HTMLAnchorElement && target(event.target);
    if (control) {
      event.preventDefault();
      question(control).scrollIntoView();
      control.focus({ preventScroll: true });
    }
  });
}
