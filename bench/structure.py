"""Measures the shape of the code, of this tree or another one: python -m bench.structure [PATH] [--load]."""

import argparse
import ast
import io
import json
import os
import subprocess
import sys
import tempfile
import tokenize
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
# Django finds it by this name in every module of a command.
ASKED_FOR = {"Command"}
NO_KIND = {"__init__", "management", "migrations", "templatetags", "apps"}
NO_CODE = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}


@dataclass(frozen=True)
class Module:
    """One file of an app."""

    app: str
    path: Path
    root: Path

    @property
    def name(self) -> str:
        return str(self.path.relative_to(self.root))

    @property
    def dotted(self) -> str:
        return self.name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def kind(self) -> str:
        """What stands directly under the app: `views` for views.py and for views/people.py."""
        return self.path.relative_to(self.root / self.app).parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text()

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text, self.name)

    @cached_property
    def lines(self) -> int:
        return len(self.text.splitlines())

    def functions(self) -> Iterator[Function]:
        return (node for node in ast.walk(self.tree) if isinstance(node, Function))


@dataclass(frozen=True)
class Tree:
    """The modules of every app under a folder; without migrations, which are history, and tests."""

    root: Path
    modules: tuple[Module, ...]

    @cached_property
    def apps(self) -> dict[str, list[Module]]:
        apps = defaultdict(list)
        for module in self.modules:
            apps[module.app].append(module)
        return dict(apps)

    @cached_property
    def lines(self) -> dict[str, int]:
        return {app: sum(one.lines for one in modules) for app, modules in self.apps.items()}

    def share(self, app: str) -> float:
        return self.lines[app] / sum(self.lines.values())


def read(root: Path) -> Tree:
    folders = [path.parent for path in sorted(root.glob("*/__init__.py"))]
    return Tree(
        root,
        tuple(
            Module(folder.name, path, root)
            for folder in folders
            if folder.name not in {"tests", "bench", "words"}
            for path in sorted(folder.rglob("*.py"))
            if "migrations" not in path.parts
        ),
    )


def function_lengths(modules: Iterable[Module]) -> list[int]:
    return sorted(
        (one.end_lineno or one.lineno) - one.lineno + 1
        for module in modules
        for one in module.functions()
    )


def percentile(values: list[int], share: float) -> int:
    """Return the smallest value that `share` of all values do not exceed."""
    return values[max(0, -(-len(values) * round(share * 100) // 100) - 1)]


def any_share(modules: Iterable[Module]) -> float:
    """Return the part of the functions with `Any` in their signatures."""
    functions = [one for module in modules for one in module.functions()]
    return sum(map(_has_any, functions)) / max(1, len(functions))


def _has_any(function: Function) -> bool:
    given = function.args
    arguments = [*given.posonlyargs, *given.args, *given.kwonlyargs, given.vararg, given.kwarg]
    annotations = [one.annotation for one in arguments if one] + [function.returns]
    return any("Any" in _words(one) for one in annotations if one)


def _words(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}


def class_names(tree: Tree) -> dict[str, list[str]]:
    """Return where each class name is given; a class within a class is told apart by the outer one."""
    names = defaultdict(list)
    for module in tree.modules:
        for one in module.tree.body:
            if isinstance(one, ast.ClassDef) and one.name not in ASKED_FOR:
                names[one.name].append(module.name)
    return dict(names)


def imports(module: Module) -> Iterator[tuple[str, str]]:
    """Yield each module that a module imports, and the member of it, or none."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.module, alias.name) for alias in node.names)


def app_pairs(tree: Tree) -> set[tuple[str, str]]:
    """Return which app imports which."""
    return {
        (module.app, target)
        for module in tree.modules
        for full, _ in imports(module)
        if (target := full.partition(".")[0]) in tree.apps and target != module.app
    }


def both_ways(pairs: set[tuple[str, str]]) -> set[tuple[str, str]]:
    return {(one, two) for one, two in pairs if one < two and (two, one) in pairs}


def file_graph(tree: Tree) -> dict[str, set[str]]:
    """Return which module imports which: `from app import views` is the import of app.views."""
    known = {module.dotted for module in tree.modules}
    graph: dict[str, set[str]] = {}
    for module in tree.modules:
        targets = {
            f"{full}.{member}" if f"{full}.{member}" in known else full
            for full, member in imports(module)
        }
        graph[module.dotted] = (targets & known) - {module.dotted}
    return graph


def circles(graph: Mapping[str, set[str]]) -> list[list[str]]:
    """Return every group of modules that import one another in a circle."""
    reach = {name: _reachable(graph, name) for name in graph}
    groups = {
        tuple(sorted(two for two in reach[one] if one in reach[two]))
        for one in graph
        if one in reach[one]
    }
    return sorted(map(list, groups))


def _reachable(graph: Mapping[str, set[str]], start: str) -> set[str]:
    seen: set[str] = set()
    waiting = list(graph[start])
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting += graph[name]
    return seen


def comments_per_hundred(modules: Iterable[Module]) -> float:
    """Return comment lines for every 100 lines of code; docstrings and empty lines are neither."""
    comments = code = 0
    for module in modules:
        docstrings = _docstring_lines(module.tree)
        tokens = list(tokenize.generate_tokens(io.StringIO(module.text).readline))
        comments += len({one.start[0] for one in tokens if one.type == tokenize.COMMENT})
        lines = {
            line
            for one in tokens
            if one.type not in NO_CODE
            for line in range(one.start[0], one.end[0] + 1)
        }
        code += len(lines - docstrings)
    return 100 * comments / max(1, code)


def _docstring_lines(tree: ast.Module) -> set[int]:
    documented = (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    return {
        line
        for node in ast.walk(tree)
        if isinstance(node, documented) and ast.get_docstring(node, clean=False) is not None
        for line in range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1)
    }


def kinds(tree: Tree) -> Counter[str]:
    """Return in how many apps there is each kind of module."""
    return Counter(
        kind
        for modules in tree.apps.values()
        for kind in {module.kind for module in modules} - NO_KIND
    )


# Runs in the tree that is measured, with its own settings; the old tree kept banks in `leadership`.
LOAD = """
import importlib, json, os, statistics, sys, time
sys.path.insert(0, os.getcwd())
home = "banks" if os.path.isdir("banks") else "leadership"
import django
django.setup()
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
call_command("migrate", verbosity=0)
call_command("import_bank", "fixtures/customer-focused-leadership.yaml", publish=True)
memory = importlib.import_module(home + ".queries.memory")
version = importlib.import_module(home + ".models").BankVersion.objects.get()
def load():
    memory.forget_instruments()
    begun = time.process_time()
    memory.instrument_of(version.pk)
    return (time.process_time() - begun) * 1000
load()
with CaptureQueriesContext(connection) as seen:
    load()
print(json.dumps([len(seen), statistics.median(load() for _ in range(30))]))
"""


def load_cost(root: Path) -> tuple[int, float]:
    """Return the queries and the processor milliseconds of a bank version's first reading."""
    settings = "config" if (root / "config").is_dir() else "leadership"
    with tempfile.TemporaryDirectory() as folder:
        environment = {
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": f"{settings}.settings",
            "SECRET_KEY": "only-for-a-measurement-" * 3,
            "SITE_URL": "http://127.0.0.1:8000",
            "DATABASE_URL": f"sqlite:///{folder}/bank.sqlite3",
            "EMAIL_URL": f"file://{folder}",
        }
        run = subprocess.run(
            [sys.executable, "-c", LOAD],
            cwd=root,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode:
        sys.exit(f"The bank version could not be read: {run.stderr.strip().splitlines()[-1]}")
    queries, milliseconds = json.loads(run.stdout.splitlines()[-1])
    return queries, milliseconds


def by_app(tree: Tree) -> Iterator[str]:
    yield "| app | files | lines | share | function p50 / p90 / p99 / max | `Any` | comments per 100 |"
    yield "|---|---|---|---|---|---|---|"
    for app, modules in sorted(tree.apps.items(), key=lambda pair: -tree.lines[pair[0]]):
        yield (
            f"| `{app}` | {len(modules)} | {tree.lines[app]:,} | {tree.share(app):.0%}"
            f" | {_lengths(modules)} | {any_share(modules):.1%} | {comments_per_hundred(modules):.1f} |"
        )
    yield (
        f"| all | {len(tree.modules)} | {sum(tree.lines.values()):,} | | {_lengths(tree.modules)}"
        f" | {any_share(tree.modules):.1%} | {comments_per_hundred(tree.modules):.1f} |"
    )


def _lengths(modules: Iterable[Module]) -> str:
    lengths = function_lengths(modules)
    cuts = [percentile(lengths, share) for share in (0.5, 0.9, 0.99, 1)]
    return " / ".join(map(str, cuts))


def in_all(tree: Tree) -> Iterator[tuple[str, str]]:
    """Yield what is measured of the tree as a whole."""
    names = class_names(tree)
    pairs, found = app_pairs(tree), kinds(tree)
    largest = max(tree.lines, key=lambda app: tree.lines[app])
    yield "the largest app's share", f"{tree.share(largest):.0%} (`{largest}`)"
    yield "files over 400 lines", str(sum(module.lines > 400 for module in tree.modules))
    yield "class names, of which used more than once", _of(names, lambda name: len(names[name]) > 1)
    yield "import pairs linked / both ways", f"{len(pairs)} / {len(both_ways(pairs))}"
    yield "files in circles of imports", str(sum(map(len, circles(file_graph(tree)))))
    yield "kinds of module, of which in one app only", _of(found, lambda kind: found[kind] == 1)


def _of(names: Mapping[str, object], wanted: Callable[[str], bool]) -> str:
    return f"{len(names)}, {sum(map(wanted, names))}"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("path", nargs="?", type=Path, default=Path(__file__).parents[1])
    parser.add_argument("--load", action="store_true", help="time the reading of a version as well")
    parser.add_argument("--names", action="store_true", help="list class names used more than once")
    options = parser.parse_args()
    tree = read(options.path.resolve())
    if not tree.modules:
        sys.exit(f"No app is in {options.path}.")
    print(*by_app(tree), "", "| in all | |", "|---|---|", sep="\n")
    for title, figure in in_all(tree):
        print(f"| {title} | {figure} |")
    if options.load:
        queries, milliseconds = load_cost(tree.root)
        print(f"| first reading of a bank version | {queries} queries, {milliseconds:.1f} ms |")
    if options.names:
        repeated = {name: at for name, at in class_names(tree).items() if len(at) > 1}
        print("", *(f"{name}: {', '.join(at)}" for name, at in sorted(repeated.items())), sep="\n")


if __name__ == "__main__":
    main()
