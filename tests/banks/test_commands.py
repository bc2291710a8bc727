"""`import_bank` and `export_bank`."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from jsonschema import Draft202012Validator
from ruamel.yaml import YAML

from accounts.models import AuditEntry, Organisation
from banks.models import BankVersion, Question, QuestionBank
from banks.queries import load_instrument
from leadership.files import parse
from leadership.instrument import Instrument
from tests.leadership.lss import Survey

pytestmark = pytest.mark.django_db
BANKS = Path("tests/leadership/banks")
SMALL = BANKS / "small.yaml"
DEFAULT = Path("fixtures/customer-focused-leadership.yaml")


def run(*args: object, **options: object) -> str:
    out = StringIO()
    call_command(*args, stdout=out, stderr=StringIO(), **options)
    return out.getvalue()


@pytest.fixture
def broken(tmp_path: Path) -> Path:
    file = tmp_path / "broken.yaml"
    file.write_text(
        SMALL.read_text().replace("reverse: true", "reverse: maybe").replace("ONE-3", "ONE-1")
    )
    return file


def test_import_makes_a_draft() -> None:
    assert run("import_bank", SMALL) == "SMALL 1.0 (A small bank): Draft.\n"

    assert BankVersion.objects.get().status == "draft"


def test_import_publishes_on_request(default: Instrument) -> None:
    run("import_bank", DEFAULT, "--publish")

    version = BankVersion.objects.get()
    assert version.status == "published"
    assert load_instrument(version) == default


def test_import_twice_is_import_once() -> None:
    first = run("import_bank", DEFAULT, "--publish")
    assert run("import_bank", DEFAULT, "--publish") == first
    assert run("import_bank", DEFAULT) == first

    assert BankVersion.objects.count() == 1
    assert AuditEntry.objects.count() == 2


def test_import_for_an_organisation(organisation: Organisation) -> None:
    run("import_bank", SMALL, "--organisation", "ambleford")

    assert QuestionBank.objects.get().organisation == organisation


def test_import_says_what_might_be_better() -> None:
    errors = StringIO()

    call_command("import_bank", SMALL, stdout=StringIO(), stderr=errors)

    assert errors.getvalue().startswith("advice: line 14, themes[0].items[1].label: a reversed")


def test_import_names_every_fault_and_stores_nothing(broken: Path) -> None:
    with pytest.raises(CommandError) as refused:
        run("import_bank", broken)

    assert str(refused.value).splitlines()[1:] == [
        "  line 14, themes[0].items[1].reverse: must be true or false.",
        "  line 15, themes[0].items[2].code: ONE-1 is already the code at themes[0].items[0].code.",
    ]
    assert refused.value.returncode == 1
    assert not QuestionBank.objects.exists()


def test_import_refuses_other_content_under_a_published_number(tmp_path: Path) -> None:
    run("import_bank", SMALL, "--publish")
    other = tmp_path / "other.yaml"
    other.write_text(SMALL.read_text().replace("the first thing", "another thing"))

    with pytest.raises(CommandError, match=r"Version 1\.0 of SMALL is already published"):
        run("import_bank", other)


def test_import_leaves_no_draft_where_it_cannot_publish() -> None:
    run("import_bank", SMALL, "--publish")
    BankVersion.objects.update(status="retired")

    with pytest.raises(CommandError, match="retired"):
        run("import_bank", SMALL, "--publish")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (["absent.yaml"], "absent.yaml cannot be read: No such file"),
        ([BANKS], "cannot be read: Is a directory"),
        ([SMALL, "--organisation", "nobody"], "no organisation with the slug nobody"),
    ],
)
def test_import_says_why_it_cannot(arguments: list[object], reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        run("import_bank", *arguments)


@pytest.mark.parametrize("file", [DEFAULT, SMALL, BANKS / "coaching.yaml"], ids=lambda f: f.stem)
def test_export_then_import_gives_the_same_version(file: Path, tmp_path: Path) -> None:
    code = parse(file.read_bytes()).instrument.instrument.code
    run("import_bank", file, "--publish")
    exported = tmp_path / "exported.yaml"

    run("export_bank", code, "--output", exported)

    assert parse(exported.read_bytes()).instrument == parse(file.read_bytes()).instrument
    assert run("export_bank", code) == exported.read_text()
    run("import_bank", exported, "--publish")
    assert BankVersion.objects.count() == 1


def test_workbook_goes_out_and_comes_in(tmp_path: Path) -> None:
    run("import_bank", SMALL, "--publish")
    exported = tmp_path / "bank.xlsx"

    run("export_bank", "SMALL", "--format", "xlsx", "--output", exported)

    assert parse(exported.read_bytes()).instrument == parse(SMALL.read_bytes()).instrument
    with pytest.raises(CommandError, match="--output"):
        run("export_bank", "SMALL", "--format", "xlsx")


def test_dry_run_says_what_would_change_and_stores_nothing(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    text = SMALL.read_text().replace('"1.0", title', '"2.0", title')
    other.write_text(text.replace("the first thing", "another thing"))

    first = run("import_bank", SMALL, "--dry-run")
    run("import_bank", SMALL)
    second = run("import_bank", other, "--dry-run")

    assert "SMALL 1.0 (A small bank) would be a new bank." in first
    assert "Reworded statement › ONE-1 › wording" in second
    assert "[-the first-] {+another+} thing" in second
    assert BankVersion.objects.get().number == "1.0"


def test_dry_run_says_where_a_number_is_taken(tmp_path: Path) -> None:
    other = tmp_path / "other.yaml"
    other.write_text(SMALL.read_text().replace("the first thing", "another thing"))
    run("import_bank", SMALL, "--publish")

    assert "SMALL 1.0 is already published and holds the same." in run(
        "import_bank", SMALL, "--dry-run"
    )
    assert "holds something else: give the file another number." in run(
        "import_bank", other, "--dry-run"
    )


def test_survey_is_imported_with_a_list_of_what_is_left_out(tmp_path: Path) -> None:
    survey, said = Survey(), StringIO()
    survey.array(survey.group("Setting up"), "Q1", ["I agree the aim."])
    file = tmp_path / "survey.lss"
    file.write_bytes(survey.xml())

    call_command("import_bank", file, stdout=StringIO(), stderr=said)

    assert BankVersion.objects.get().bank.code == "LS-123456"
    assert "note: A survey does not say which statements are worded" in said.getvalue()
    assert "left out: The survey’s settings" in said.getvalue()


def test_schema_in_the_documentation_is_that_of_the_code() -> None:
    assert Path("docs/bank-file.schema.json").read_text() == run("bank_schema")


@pytest.mark.parametrize("file", [DEFAULT, SMALL, BANKS / "coaching.yaml"], ids=lambda f: f.stem)
def test_schema_takes_bank_files_and_refuses_others(file: Path) -> None:
    check = Draft202012Validator(json.loads(run("bank_schema")))
    data = YAML(typ="safe").load(file)

    assert list(check.iter_errors(data)) == []
    data["themes"][0]["items"][0]["revers"] = True
    assert [error.json_path for error in check.iter_errors(data)] == ["$.themes[0].items[0]"]


def test_export_takes_the_newest_published_version_unless_told(tmp_path: Path) -> None:
    for number, publish in (("1.9", True), ("1.10", True), ("2.0", False)):
        file = tmp_path / "bank.yaml"
        file.write_text(SMALL.read_text().replace('"1.0", title', f'"{number}", title'))
        run("import_bank", file, publish=publish)

    assert 'version: "1.10"' in run("export_bank", "SMALL")
    assert 'version: "2.0"' in run("export_bank", "SMALL", "--bank-version", "2.0")
    with pytest.raises(CommandError, match=r"no such version. Its versions: 2.0, 1.10, 1.9\."):
        run("export_bank", "SMALL", "--bank-version", "3.0")


def test_export_takes_a_draft_where_nothing_is_published() -> None:
    run("import_bank", SMALL)

    assert 'version: "1.0"' in run("export_bank", "SMALL")


def test_export_looks_only_at_the_owner_named(organisation: Organisation) -> None:
    run("import_bank", SMALL, "--organisation", "ambleford")

    with pytest.raises(CommandError, match="no bank SMALL of the platform"):
        run("export_bank", "SMALL")
    assert run("export_bank", "SMALL", "--organisation", "ambleford")


def test_export_says_why_it_cannot_write(tmp_path: Path) -> None:
    run("import_bank", SMALL)

    with pytest.raises(CommandError, match="cannot be written: No such file or directory"):
        run("export_bank", "SMALL", "--output", tmp_path / "absent" / "bank.yaml")


def test_a_scale_of_six_points_is_stored_whole() -> None:
    run("import_bank", BANKS / "coaching.yaml")

    (scale,) = load_instrument(BankVersion.objects.get()).scales.values()
    assert len(scale.points) == 6


def test_verify_banks_finds_key_rows_that_are_not_those_of_the_content() -> None:
    run("import_bank", SMALL)
    assert "All 1 versions are sound." in run("verify_banks")

    Question.objects.filter(code="ONE-1").update(code="ONE-9")

    with pytest.raises(CommandError, match="1 of 1 versions"):
        run("verify_banks")


def test_verify_banks_names_a_version_that_cannot_be_read() -> None:
    run("import_bank", SMALL)
    BankVersion.objects.update(content="{}")

    with pytest.raises(CommandError, match="1 of 1 versions"):
        run("verify_banks")
