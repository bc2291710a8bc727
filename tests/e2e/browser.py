"""Where the browser of the journeys is; run as a program it tells whether one starts."""

import os
import shutil
import sys

from playwright.sync_api import Error, sync_playwright

# Quiet and alone: no sandbox (root and containers have none), nothing fetched in the background.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_options() -> dict[str, object]:
    """Return what Playwright needs: E2E_BROWSER, the system's headless shell or Chromium, or Playwright's own."""
    installed = filter(None, map(shutil.which, ("chromium-headless-shell", "chromium")))
    path = os.environ.get("E2E_BROWSER") or next(installed, None)
    return {"args": ARGUMENTS} | ({"executable_path": path} if path else {})


def main() -> None:
    with sync_playwright() as playwright:
        try:
            browser = playwright.chromium.launch(**launch_options())
        except Error as error:
            sys.exit(f"{error}\nNo browser starts. Set E2E_BROWSER to the path of a Chromium.")
        sys.stdout.write(f"Chromium {browser.version}\n")
        browser.close()


if __name__ == "__main__":
    main()
