"""Weighs first visits in a real Chromium, and asks Lighthouse where npx is there: python -m bench.weight."""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench import servers
from bench.run import Bench, stage
from bench.servers import GUNICORN
from tests.e2e.browser import ARGUMENTS, launch_options

LIGHTHOUSE = "lighthouse@12.8.2"
CATEGORIES = ("performance", "accessibility", "best-practices")
CHART_BUNDLE = "/charts/"


@dataclass
class Fetched:
    """One request of a page; `wire` is what came over the network, headers and compression included."""

    url: str
    kind: str = ""
    wire: int = 0
    raw: int = 0
    encoding: str = ""


@dataclass
class Budget:
    name: str
    path: str
    session: str
    requests: int | None = None
    kilobytes: int = 100
    script: int | None = None
    fetched: list[Fetched] = field(default_factory=list)

    def faults(self) -> list[str]:
        """Tell what is over budget. The chart bundle comes when the page is long there, and is set apart."""
        page = [one for one in self.fetched if CHART_BUNDLE not in one.url]
        wire = sum(one.wire for one in page)
        script = sum(one.raw for one in page if one.kind == "Script")
        over = {
            "requests": self.requests is not None and len(page) > self.requests,
            "bytes": wire > self.kilobytes * 1024,
            "script": self.script is not None and script > self.script * 1024,
        }
        return [name for name, fault in over.items() if fault]


def weigh(browser: Browser, origin: str, budget: Budget) -> None:
    """Open the page as someone who has never been here, and record every request it makes."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": budget.session, "url": origin}])
    page = context.new_page()
    network = context.new_cdp_session(page)
    requests: dict[str, Fetched] = {}

    def response(event: dict[str, Any]) -> None:
        answer = event["response"]
        assert answer["status"] == 200, f"{answer['url']}: {answer['status']}"
        headers = {name.lower(): value for name, value in answer["headers"].items()}
        encoding = headers.get("content-encoding", "")
        requests[event["requestId"]] = Fetched(
            answer["url"].removeprefix(origin), event["type"], encoding=encoding
        )

    def data(event: dict[str, Any]) -> None:
        requests[event["requestId"]].raw += event["dataLength"]

    def finished(event: dict[str, Any]) -> None:
        requests[event["requestId"]].wire = event["encodedDataLength"]

    network.on("Network.responseReceived", response)
    network.on("Network.dataReceived", data)
    network.on("Network.loadingFinished", finished)
    network.send("Network.enable")
    page.goto(origin + budget.path, wait_until="networkidle")
    page.wait_for_timeout(1500)  # what a page fetches when it is idle counts as well
    icon = page.locator("link[rel~=icon]").first.get_attribute("href")
    # A browser without a window leaves the icon out; people's browsers fetch it.
    if icon and not any(one.url == icon for one in requests.values()):
        answer = context.request.get(origin + icon)
        size = int(answer.headers.get("content-length", len(answer.body())))
        requests["icon"] = Fetched(icon, "Image", size, len(answer.body()))
    context.close()
    budget.fetched = list(requests.values())


def print_weight(budget: Budget) -> None:
    page = [one for one in budget.fetched if CHART_BUNDLE not in one.url]
    script = [one for one in page if one.kind == "Script"]
    goal = ", ".join(
        f"{limit} {what}"
        for limit, what in (
            (budget.requests, "requests"),
            (budget.kilobytes, "KB"),
            (budget.script, "KB of script"),
        )
        if limit is not None
    )
    print(
        f"| {budget.name} | {len(page)} | {_kb(one.wire for one in page)} "
        f"| {_kb(one.wire for one in script)} ({_kb(one.raw for one in script)} unpacked) "
        f"| {goal} | {'MISSED: ' + ', '.join(budget.faults()) if budget.faults() else 'met'} |"
    )


def _kb(sizes: Any) -> str:
    return f"{sum(sizes) / 1024:.1f}"


# Lighthouse ------------------------------------------------------------------------------------


def lighthouse(origin: str, budget: Budget, times: int) -> list[dict[str, float]]:
    """Return the scores of some runs on Lighthouse's phone: a slow network and a quarter of the processor."""
    return [_lighthouse(origin, budget) for _ in range(times)]


def _lighthouse(origin: str, budget: Budget) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        headers, output = Path(folder) / "headers.json", Path(folder) / "out.json"
        headers.write_text(json.dumps({"Cookie": f"sessionid={budget.session}"}))
        flags = ["--headless=new", *ARGUMENTS, f"--user-data-dir={folder}/profile"]
        command = ["npx", "--yes", LIGHTHOUSE, origin + budget.path, "--quiet", "--output=json"]
        command += [f"--output-path={output}", f"--only-categories={','.join(CATEGORIES)}"]
        command += [f"--extra-headers={headers}", f"--chrome-flags={' '.join(flags)}"]
        chrome = launch_options().get("executable_path")
        environment = os.environ | {"npm_config_loglevel": "error"}
        environment |= {"CHROME_PATH": str(chrome)} if chrome else {}
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)
        result = json.loads(output.read_text())
    _print_losses(budget, result)
    return {name: 100 * result["categories"][name]["score"] for name in CATEGORIES}


def _print_losses(budget: Budget, result: dict[str, Any]) -> None:
    """Name every audit that cost points, so that a score under 100 explains itself."""
    for category in CATEGORIES:
        for reference in result["categories"][category]["auditRefs"]:
            audit = result["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                shown = audit.get("displayValue", "")
                print(
                    f"  {budget.name}: {audit['title']} {audit['score']} {shown}", file=sys.stderr
                )


# All together ----------------------------------------------------------------------------------


def budgets(bench: Bench) -> list[Budget]:
    starter = bench.starters(1)[0]
    theme = next(iter(starter.questions))
    session = starter.visitor.session
    return [
        Budget("home", "/", session),
        Budget("question page", f"{starter.assessment}themes/{theme}/", session, 8, 100, 20),
        Budget("report", f"{bench.report}/", bench.reader.session, None, 150),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.weight", description=__doc__)
    parser.add_argument("--lighthouse", type=int, default=3, metavar="TIMES", help="0 for none")
    parser.add_argument("--list", action="store_true", help="print every request")
    options = parser.parse_args()
    servers.end_tidily()
    with stage("sqlite", rounds=1, seconds=1) as bench, sync_playwright() as playwright:
        origin = bench.ours.environment["SITE_URL"]
        pages = budgets(bench)
        browser = playwright.chromium.launch(**launch_options())
        print(f"gunicorn {' '.join(GUNICORN['sqlite'])}, Chromium {browser.version}\n")
        print(
            "| first visit | requests | KB | KB of script | budget | |\n|---|---|---|---|---|---|"
        )
        for budget in pages:
            weigh(browser, origin, budget)
            print_weight(budget)
        if options.list:
            for one in (one for budget in pages for one in (Fetched(budget.name), *budget.fetched)):
                print(f"  {one.wire:>8} {one.raw:>8} {one.encoding:<5} {one.kind:<11} {one.url}")
        browser.close()
        if options.lighthouse and shutil.which("npx"):
            print(f"\n| {LIGHTHOUSE}, phone | {' | '.join(CATEGORIES)} |\n|---|---|---|---|")
            for budget in pages:
                runs = lighthouse(origin, budget, options.lighthouse)
                scores = (" ".join(f"{run[name]:.0f}" for run in runs) for name in CATEGORIES)
                print(f"| {budget.name} | {' | '.join(scores)} |", flush=True)


if __name__ == "__main__":
    main()
