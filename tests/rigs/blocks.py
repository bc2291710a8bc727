"""The blocks of commands in docs/install.md and docs/operating.md: which there are, and which the rig leaves out, and why."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]

# Of each block a piece that no other has, and why it is left out, if it is.
INSTALL = {
    "apt-get install python3-venv": "",
    "--require-hashes": "",
    "createuser --pwprompt": "",
    "token_urlsafe(50)": "",
    "SITE_URL=": "",
    "manage.py createcachetable": "",
    "manage.py invite": "",
    "nginx -t": "",
    "manage.py doctor": "",
}
OPERATING = {
    "manage.py doctor": "",
    "scrape_configs:": "a Prometheus of the reader's own",
    "manage.py tick": "",
    "manage.py clearsessions": "",
    "manage.py backup --new-key": "",
    "--keep 14": "",
    "rclone": "storage of the reader's own",
    "--check": "",
    "manage.py verify_banks": "",
    "[pgbouncer]": "one machine is not several",
    "/srv/leadership/releases/0.3.0": "there is no later version yet",
    "systemctl restart": "there is no later version yet",
}
REACH_A_NETWORK = ("apt-get install python3-venv", "--require-hashes")


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: str
    line: int
    text: str
    piece: str
    reason: str

    @property
    def user(self) -> str:
        """Whom its first line names; the other commands of operating.md are the service's."""
        found = re.match(r"# as (\w+)", self.text)
        return found[1] if found else "leadership"


class RigError(Exception):
    """Something did not go as the documents say."""


def blocks(document: str, known: dict[str, str]) -> Iterator[Block]:
    """Give the blocks of a document in order; one that is not known, or known and gone, ends the run."""
    text = (PROJECT / "docs" / document).read_text()
    waiting = list(known)
    for found in re.finditer(r"^```\w+\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        line = text[: found.start()].count("\n") + 1
        piece = next((piece for piece in waiting if piece in found[1]), None)
        if piece is None or piece != waiting[0]:
            raise RigError(
                f"docs/{document}, line {line}: a block that tests/rigs/blocks.py does not know"
                f" here, where it expects one with {waiting[:1]}."
            )
        waiting.pop(0)
        yield Block(document, line, found[1], piece, known[piece])
    if waiting:
        raise RigError(f"docs/{document} has no block with {waiting[0]!r} any more.")
