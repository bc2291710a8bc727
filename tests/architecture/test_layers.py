"""Which module may use what: imports, the database, and the modules that know no Django."""

import ast
import subprocess
import sys
from pathlib import Path

from tests.architecture.source import APPS, PACKAGES, ROOT, imports, modules, name, tree

# The one list of what knows no Django: whole packages, and single modules of apps that have a database.
PURE = (
    "leadership",
    "charts",
    "documents.characters",
    "documents.text",
    "documents.workbook",
    "accounts.permissions",
    "assessments.next_time",
    "assessments.pages",
    "assessments.parts",
    "identity.claims",
    "plans.template",
    "provisioning.directory_data",
    "psychometrics.item_analysis",
    "psychometrics.item_sums",
    "results.disclosure",
)
# Beside the standard library: pydantic reads the Instrument's annotations, NumPy and SciPy count, and
# files are read and written by their libraries.
PURE_MAY_IMPORT = sys.stdlib_module_names | {"pydantic", "pydantic_core", "numpy", "scipy"}
PURE_MAY_IMPORT |= {"ruamel", "openpyxl", "defusedxml", "plotly", "jsonpatch", "jsonpointer"}
# A pure function gives the same answer tomorrow and on another machine.
IMPURE = {"random", "secrets", "time", "uuid", "os", "socket", "subprocess"}

SPEAKS_TO_THE_DATABASE = {"models", "queries", "access", "actions", "admin", "health"}
SPEAKS_TO_THE_DATABASE |= {"limit_store", "databases", "reading_order", "backlog", "worker_probe"}
SQL = {
    *("objects", "filter", "exclude", "annotate", "aggregate", "raw", "cursor", "execute"),
    *("all", "create", "get_or_create", "update_or_create", "bulk_create", "bulk_update"),
    *("select_related", "prefetch_related", "select_for_update", "values_list", "union"),
    *("save", "delete", "refresh_from_db", "order_by", "distinct", "exists", "in_bulk"),
}
# The same names where they mean something else.
NO_SQL = {
    "answer.raw",
    "register.filter",
    "path.exists",
    "storage.save",
    "storage.delete",
    "cache.delete",
    "np.all",
    "book.save",
    "deck.save",
    "image.save",
}
NO_SQL |= {"router.delete", "ScimPolicy.UnmatchedPathFilter.create"}


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


def test_modules_leave_the_database_to_those_that_speak_to_it():
    """A fence and no proof: it knows the usual names, not what they belong to."""
    faults = []
    for path in modules():
        if _speaks_to_the_database(path):
            continue
        faults += [
            f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and _is_sql(node)
        ]
        faults += [
            f"{name(path)}: {full}" for full in imports(path) if full.startswith("django.db.")
        ]

    assert faults == []


def _is_sql(node: ast.Attribute) -> bool:
    return node.attr in SQL and ast.unparse(node) not in NO_SQL


def _dotted(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


def _is_pure(dotted: str) -> bool:
    return any(dotted == one or dotted.startswith(f"{one}.") for one in PURE)


PURE_MODULES = [path for path in modules() if _is_pure(_dotted(path))]


def test_pure_modules_import_only_what_gives_the_same_answer_tomorrow():
    faults = []
    for path in PURE_MODULES:
        for full in imports(path):
            top = full.partition(".")[0]
            allowed = _is_pure(full) if top in PACKAGES else top in PURE_MAY_IMPORT - IMPURE
            faults += [] if allowed else [f"{name(path)}: {full}"]
        faults += [
            f"{name(path)}:{node.lineno}: {ast.unparse(node)}"
            for node in ast.walk(tree(path))
            if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow"}
        ]

    assert faults == []


def test_pure_modules_load_without_django():
    names = [_dotted(path) for path in PURE_MODULES]
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


def test_migrations_are_named_by_what_they_do():
    unnamed = [
        path.name for app in APPS for path in (ROOT / app / "migrations").glob("*_auto_*.py")
    ]

    assert unnamed == []


def test_an_organisation_is_locked_by_one_function_that_lets_others_write_to_it():
    """Locked `for update` as a whole, it would hold up everybody who writes a row that points to it."""
    found = [
        name(path) for path in modules() if "Organisation.objects.select_for" in path.read_text()
    ]

    assert found == ["accounts/queries/people.py"]


DECIDES_PERMISSION = {
    "accounts.permissions",
    "accounts.queries.memberships_that_allow",
    "accounts.access.membership_with",
    "django.core.exceptions.PermissionDenied",
}


def test_views_leave_who_may_do_what_to_access():
    faults = [
        f"{name(path)}: {full}"
        for path in modules()
        if "views" in path.relative_to(ROOT).with_suffix("").parts
        for full in imports(path)
        if any(full == one or full.startswith(f"{one}.") for one in DECIDES_PERMISSION)
    ]

    assert faults == []


def _actions() -> list[Path]:
    return [path for path in modules() if "actions" in path.relative_to(ROOT).with_suffix("").parts]


def test_actions_take_who_and_when_by_name():
    faults = [
        f"{name(path)}: {node.name}"
        for path in _actions()
        for node in tree(path).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_")
        if {"by", "at"} & {argument.arg for argument in node.args.args}
    ]

    assert faults == []


def test_acts_of_the_audit_log_are_a_noun_and_a_verb():
    written = [
        (name(path), str(node.args[0].value))
        for path in _actions()
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("audit") and node.args
        if isinstance(node.args[0], ast.Constant)
    ]

    assert [(where, act) for where, act in written if act.count(".") != 1] == []
    assert len(written) > 10


def test_web_processes_load_no_engine_that_makes_files():
    """All addresses with their views are loaded; PDFs and workbooks are made by the worker alone."""
    program = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'tests.settings'\n"
        "django.setup()\n"
        "import config.urls, config.wsgi\n"
        "from django.urls import get_resolver\n"
        "get_resolver().url_patterns\n"
        "engines = ('weasyprint', 'documents.pdf', 'reports.makers', 'results.makers', 'accounts.makers')\n"
        "engines += ('documents.sheets', 'xlsxwriter', 'documents.slides', 'pptx', 'scim2_models')\n"
        "print([name for name in engines if name in sys.modules])"
    )

    run = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert (run.stdout, run.stderr) == ("[]\n", "")
