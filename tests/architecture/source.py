"""What the architecture tests read: the project's own files and their syntax trees."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APPS = tuple(sorted(path.parent.name for path in ROOT.glob("*/apps.py")))
# With those that are no app of Django's, because they have neither rows nor pages.
PACKAGES = tuple(sorted({*APPS, "leadership", "charts", "documents"}))


def modules() -> list[Path]:
    """Every module of the project, migrations left out: they are history."""
    return [
        path
        for app in PACKAGES
        for path in sorted((ROOT / app).rglob("*.py"))
        if "migrations" not in path.parts
    ]


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(), str(path))


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def imports(path: Path) -> Iterator[str]:
    """The full names of the modules and members that a module imports, wherever it does."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
