"""Which module may use what: imports, the database, and the modules that know no Django."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.source import APPS, ROOT, imports, modules, name, tree

PURE = {
    "instrument",
    "reading",
    "scoring",
    "wording",
    "permissions",
    "bars",
    "radar",
    "disclosure",
    "psychometrics",
    "item_sums",
}
PURE |= {"diff", "drafting", "pages", "pictures", "scatter", "template"}
PURE_MODULES = [
    path for path in modules() if path.relative_to(ROOT).with_suffix("").parts[1] in PURE
]
# Beside the standard library: pydantic reads the Instrument's annotations, NumPy and SciPy count.
PURE_MAY_IMPORT = sys.stdlib_module_names | {"pydantic", "numpy", "scipy"}
# A pure function gives the same answer tomorrow and on another machine.
IMPURE = {"random", "secrets", "time", "uuid", "os", "socket", "subprocess"}

SPEAKS_TO_THE_DATABASE = {"models", "queries", "access", "actions", "admin", "health"}
SQL = {
    *("objects", "filter", "exclude", "annotate", "aggregate", "raw", "cursor", "execute"),
    *("all", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"),
    *("select_related", "prefetch_related", "select_for_update", "values_list", "union"),
    *("save", "delete", "refresh_from_db", "order_by", "distinct", "exists", "in_bulk"),
}
# The same names where they mean something else.
NO_SQL = {"register.filter", "cache.delete", "np.all", "book.save"}


def test_import_linter_keeps_every_contract():
    run = subprocess.run(
        [Path(sys.executable).parent / "lint-imports"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )

    assert run.returncode == 0, run.stdout


def _speaks_to_the_database(path: Path) -> bool:
    return not {"management", *SPEAKS_TO_THE_DATABASE}.isdisjoint(
        path.relative_to(ROOT).with_suffix("").parts
    )


@pytest.mark.parametrize(
    "path", [path for path in modules() if not _speaks_to_the_database(path)], ids=name
)
def test_module_leaves_the_database_to_others(path):
    """A fence and no proof: it knows the usual names, not what they belong to."""
    faults = [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and _is_sql(node)
    ]
    faults += [full for full in imports(path) if full.startswith("django.db.")]

    assert faults == []


def _is_sql(node: ast.Attribute) -> bool:
    return node.attr in SQL and ast.unparse(node) not in NO_SQL


@pytest.mark.parametrize("path", PURE_MODULES, ids=name)
def test_pure_module_imports_only_what_gives_the_same_answer_tomorrow(path):
    faults = []
    for full in imports(path):
        top, _, rest = full.partition(".")
        if top in APPS:
            if rest.split(".")[0] not in PURE:
                faults.append(full)
        elif top not in PURE_MAY_IMPORT or top in IMPURE:
            faults.append(full)
    faults += [
        f"line {node.lineno}: {ast.unparse(node)}"
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
    ]

    assert faults == []


def test_pure_modules_load_without_django():
    names = [".".join(path.relative_to(ROOT).with_suffix("").parts) for path in PURE_MODULES]
    program = (
        "import importlib, sys\n"
        f"for name in {names}: importlib.import_module(name)\n"
        "print([name for name in sys.modules if name.split('.')[0] == 'django'])"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (run.stdout, run.stderr) == ("[]\n", "")
    assert len(names) > 1


@pytest.mark.parametrize("app", APPS)
def test_migrations_are_named_by_what_they_do(app):
    unnamed = [path.name for path in (ROOT / app / "migrations").glob("*_auto_*.py")]

    assert unnamed == []


def test_an_organisation_is_locked_by_one_function_that_lets_others_write_to_it():
    """Locked `for update` as a whole, it would hold up everybody who writes a row that points to it."""
    found = [
        name(path) for path in modules() if "Organisation.objects.select_for" in path.read_text()
    ]

    assert found == ["accounts/queries.py"]
