"""What the documents say is so: settings, commands and their options, files, reasons."""

import ast
import re
import shlex
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.architecture.source import APPS, PACKAGES, ROOT, imports, modules, name, tree

DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
# Of the root, each app and each folder that developers work in.
FOR_DEVELOPERS = sorted(
    {ROOT / "CONTRIBUTING.md", *ROOT.glob("README.md"), *ROOT.glob("*/README.md")}
)
INSTALL = ROOT / "docs" / "install.md"


def _variables_read() -> dict[str, str | None]:
    """Each environment variable that the settings read, with the default where it is plain."""
    found = {}
    for node in ast.walk(tree(ROOT / "config" / "settings.py")):
        if not isinstance(node, ast.Call) or not node.args:
            continue
        if re.fullmatch(r"env\.\w+", ast.unparse(node.func)):
            default = node.args[1] if len(node.args) > 1 else None
            plain = isinstance(default, ast.Constant) and default.value not in {"", False}
            found[node.args[0].value] = found.get(node.args[0].value) or (
                str(default.value) if plain else None
            )
    return found


def _variables_documented() -> dict[str, str]:
    rows = re.findall(r"^\| `([A-Z_]+)` \|(.*)$", INSTALL.read_text(), flags=re.MULTILINE)
    return dict(rows)


def test_every_setting_is_in_the_install_page_and_no_other():
    assert sorted(_variables_documented()) == sorted(_variables_read())


def test_defaults_in_the_install_page_are_the_real_ones():
    documented = _variables_documented()

    wrong = [
        variable
        for variable, default in _variables_read().items()
        if default is not None and f"`{default}`" not in documented[variable]
    ]

    assert wrong == []


def _command_lines(path: Path) -> list[str]:
    blocks = re.findall(
        r"^```(?:sh|console)\n(.*?)^```", path.read_text(), re.DOTALL | re.MULTILINE
    )
    lines = "\n".join(blocks).replace("\\\n", " ").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


@pytest.mark.parametrize("path", DOCUMENTS, ids=name)
def test_commands_in_documents_exist(path):
    wrong = []
    for line in _command_lines(path):
        words = shlex.split(line, comments=True)
        wrong += [w for w in words if w.startswith(("bin/", "./bin/")) and not (ROOT / w).is_file()]
        if "manage.py" in words:
            wrong += _wrong_in_command(words[words.index("manage.py") + 1 :])

    assert wrong == []


def _wrong_in_command(words: list[str]) -> list[str]:
    commands = get_commands()
    if words[0] not in commands:
        return [words[0]]
    app = commands[words[0]]
    command = app if not isinstance(app, str) else load_command_class(app, words[0])
    known = command.create_parser("manage.py", words[0])._option_string_actions
    return [word for word in words[1:] if word.startswith("--") and word.split("=")[0] not in known]


@pytest.mark.parametrize("path", sorted({*DOCUMENTS, *FOR_DEVELOPERS}), ids=name)
def test_links_between_documents_lead_somewhere(path):
    links = re.findall(r"\]\((?!https?:|mailto:|#)([^)#]+)", path.read_text())

    assert [link for link in links if not (path.parent / link).exists()] == []


# A path below this folder or the root; `/reports/` with a slash before it is an address.
PATH = re.compile(r"`([\w.-]+/[\w./-]*|[\w-]+\.(?:py|scss|js|yaml|toml|sh|md))`")


@pytest.mark.parametrize("path", FOR_DEVELOPERS, ids=name)
def test_paths_named_for_developers_exist(path):
    named = PATH.findall(path.read_text())

    assert [one for one in named if not _is_there(path.parent, one)] == []


def _is_there(folder: Path, named: str) -> bool:
    return any((root / named).exists() for root in (ROOT, folder))


def test_every_app_says_what_it_owns():
    assert [app for app in PACKAGES if not (ROOT / app / "README.md").is_file()] == []


def test_every_own_command_is_documented():
    written = "\n".join(path.read_text() for path in DOCUMENTS)
    own = [command for command, app in get_commands().items() if app in APPS]

    assert [command for command in own if f"manage.py {command}" not in written] == []


@pytest.mark.parametrize("path", [ROOT / "requirements.in", ROOT / "requirements-dev.in"], ids=name)
def test_every_dependency_has_a_reason_and_a_hash(path):
    lines = [
        line for line in path.read_text().splitlines() if line and not line.startswith(("#", "-r"))
    ]
    pinned = path.with_suffix(".txt").read_text()

    assert [line for line in lines if not re.search(r"#\s+\w+", line)] == []
    assert [
        wanted
        for wanted in (canonicalize_name(Requirement(line.split("#")[0]).name) for line in lines)
        if not re.search(rf"^{wanted}(\[.*\])?==\S+( ;.*)? \\\n    --hash=", pinned, re.MULTILINE)
    ] == []


@pytest.mark.parametrize(
    "path",
    [
        *ROOT.glob("*.txt"),
        *ROOT.glob("bin/*.txt"),
        ROOT / "frontend/package-lock.json",
        ROOT / "frontend/charts/package-lock.json",
        ROOT / "tests/oidc_provider/package-lock.json",
    ],
    ids=name,
)
def test_pinned_lists_name_no_package_host(path):
    # A lock file of npm also says where somebody takes gifts for a package.
    assert "://" not in re.sub(r'"url": "[^"]*"', "", path.read_text())


def test_every_library_that_is_imported_is_asked_for():
    """Something that arrives only because another library wants it may leave with that library."""
    distributions = packages_distributions()
    lines = (ROOT / "requirements.in").read_text().splitlines()
    wanted = {
        canonicalize_name(Requirement(line.split("#")[0]).name)
        for line in lines
        if line and not line.startswith("#")
    }
    imported = {full.split(".")[0] for path in modules() for full in imports(path)}

    assert {
        top
        for top in imported & distributions.keys()
        if wanted.isdisjoint(canonicalize_name(owner) for owner in distributions[top])
    } == set()


DECISIONS = sorted((ROOT / "docs" / "decisions").glob("[0-9]*.md"))


def test_decisions_have_the_number_of_their_file_and_none_twice():
    """One may be missing: kept for what was then not decided."""
    titles = [path.read_text().split(".")[0] for path in DECISIONS]
    numbers = [int(path.name[:4]) for path in DECISIONS]

    assert titles == [f"# {number}" for number in numbers]
    assert len(set(numbers)) == len(numbers)


def test_decisions_are_in_their_index_under_their_titles():
    index = (ROOT / "docs" / "decisions" / "README.md").read_text()
    lines = [
        f"* [{path.read_text().splitlines()[0].removeprefix('# ')}]({path.name})"
        for path in DECISIONS
    ]

    assert sorted(re.findall(r"^\* \[.*$", index, re.MULTILINE)) == sorted(lines)


def test_decisions_are_at_most_a_page():
    assert [path.name for path in DECISIONS if len(path.read_text().split()) > 500] == []
