"""Every section of a draft, by its description alone: its form, its edits, its place in the file."""

import re
from dataclasses import is_dataclass

import pytest

from banks.forms.drafts import DraftForm
from banks.queries import content_of
from leadership import editing
from leadership.addressing import changed, found, identity, resolve
from leadership.editing.sections import (
    SECTIONS,
    Section,
    all_things,
    below,
    keys_from,
    made,
    parent_of,
    search,
    shown,
    spot_of,
    things,
)
from leadership.files import INSTRUMENT, complete, misfits, review
from leadership.instrument import Instrument
from leadership.shapes import ValueKind, attributes

ALL = list(SECTIONS.values())
LISTS = [one for one in ALL if one.is_list and one.allows.adds]
name = lambda section: section.name  # noqa: E731


def sample(instrument: Instrument, section: Section):
    return list(all_things(instrument, section))[-1]


@pytest.mark.parametrize("section", ALL, ids=name)
def test_form_of_a_thing_that_was_not_touched_changes_nothing(
    default: Instrument, section: Section
) -> None:
    for keys, item in all_things(default, section):
        stored = shown(section, default, item)
        data = {key: value for key, value in stored.items() if value}
        data |= {f"was-{key}": value for key, value in stored.items()}

        form = DraftForm(data, section=section, instrument=default, keys=keys, stored=stored)

        assert form.errors == {}
        edited = editing.edit(default, section.address(keys), form.changes())
        assert edited == editing.Edited(default)


@pytest.mark.parametrize("section", ALL, ids=name)
def test_each_field_is_changed_alone(default: Instrument, section: Section) -> None:
    keys, item = sample(default, section)
    stored = shown(section, default, item)
    assert stored, "a section asks for something"
    offered = {"not_applicable.help": "not_applicable.label", "dont_know.help": "dont_know.label"}
    for field in section.fields_in(default):
        if field.name in offered and not stored[offered[field.name]]:
            continue  # help with what is not offered is refused
        new = another(section, field, default, keys, stored[field.name])
        data = {field.name: new, f"was-{field.name}": stored[field.name]}
        form = DraftForm(data, section=section, instrument=default, keys=keys, stored=stored)
        assert form.errors == {}, field.name

        path = section.address(keys)
        edited = editing.edit(default, path, form.changes()).instrument

        after = shown(section, edited, found(edited, path))
        differs = {one for one in stored if after[one] != stored[one]}
        assert field.name in differs, field.name
        assert differs <= {field.name, "short_title", "label"}, field.name
        assert after[field.name] == new
        assert changed(edited, path, lambda _item: item) == default


@pytest.mark.parametrize("section", ALL, ids=name)
def test_thing_with_all_emptied_that_may_be_empty_can_still_be_stored(
    default: Instrument, section: Section
) -> None:
    keys, item = sample(default, section)
    stored = shown(section, default, item)
    for field in section.names_in(default):
        sent = {f"was-{field}": stored[field]}
        form = DraftForm(sent, section=section, instrument=default, keys=keys, stored=stored)
        changes = form.changes()  # what has to be there is not among them

        edited = editing.edit(default, section.address(keys), changes)

        after = complete(edited.instrument, {})
        assert misfits(after) == set(), field
        assert INSTRUMENT.validate_json(content_of(after)) == after


def another(section, field, instrument, keys, stored: str) -> str:
    """Another value that the field may hold."""
    shape = section.shape(field.name)
    choices = [code for code, _words in field.of(instrument, keys)] if field.of else []
    choices = choices or list(shape.choices)
    if choices:
        return next(one for one in choices if one != stored)
    if field.name == "language":
        return "cy"
    if field.name in {"min", "max"}:
        return str(int(stored) + {"min": 1, "max": -1}[field.name])
    gaps = "".join(re.findall(r"{\w+}", stored))
    whole = (str(n) for n in range(int(shape.least or 1), 999))
    if shape.kind is ValueKind.LIST:
        return "One line\nAnother line" if shape.is_lines else "6, 7"
    return {
        ValueKind.NUMBER: "0.25",
        ValueKind.WHOLE: next(one for one in whole if one != stored),
        ValueKind.FLAG: "" if stored else "yes",
    }.get(shape.kind, f"Other words {gaps}".strip())


@pytest.mark.parametrize("section", LISTS, ids=name)
def test_new_thing_is_put_at_the_end_and_can_be_taken_out_again(
    default: Instrument, section: Section
) -> None:
    parent = sample(default, section)[0][:-1]
    if section.name == "feedback":
        default = editing.delete(
            default, ("themes", parent[0], "feedback", default.bands[0].code), {}
        ).instrument
    asked = (*section.new.asked, *section.fields_in(default))
    said = {one.name: first_value(section, one, default, parent) for one in asked}
    if section.name == "map":
        said["area"] = "LA7"
    if section.new.starts:
        said[section.new.starts.name] = "First\nSecond"

    key, entry = made(section, said, "X-NEW-01", set())
    container = section.container(parent)
    added = complete(editing.add(default, container, key, entry), {})

    last = list(things(added, section, parent))[-1]
    assert misfits(added) == set()
    assert len(things(added, section, parent)) == len(things(default, section, parent)) + 1
    assert editing.delete(added, (*container, last[-1]), {}).instrument == default


def first_value(section, field, instrument, keys) -> str:
    """Something that the field may hold."""
    if field.of:
        return field.of(instrument, keys)[0][0]
    if field in section.new.asked:
        return "new"
    return {ValueKind.WHOLE: "1", ValueKind.NUMBER: "1", ValueKind.FLAG: ""}.get(
        section.shape(field.name).kind, "Words"
    )


def test_every_place_of_the_bank_that_holds_words_can_be_edited(default: Instrument) -> None:
    """What the editor does not reach is named here, so that nothing new in a bank is forgotten."""
    reached = set()
    for section in ALL:
        for keys, _item in all_things(default, section):
            path = section.address(keys)
            reached |= {(*path, *in_file(one)) for one in section.names_in(default)}
            reached |= {(*path, one.name) for one in section.new.asked}
    missing = {way[-1] for way in ways(default) - reached}

    assert missing == {
        "code", "key", "importance_code", "version",
        "rule", "value", "kind", "schema_version", "type", "example",
        "platform_part", "max_length", "order",
    } & missing  # fmt: skip
    assert len(reached & ways(default)) > 800


def in_file(field: str) -> list[str]:
    """The keys of the file that lead to a field; only `try`, a word of Python, goes by another name."""
    return ["try" if name == "to_try" else name for name in field.split(".")]


def ways(value, path=()) -> set:
    """The path to every text of an Instrument."""
    if is_dataclass(value):
        ends = set()
        for one in attributes(type(value)):
            ends |= ways(getattr(value, one.name), (*path, one.key))
        return ends
    if isinstance(value, dict):
        return set().union(*(ways(item, (*path, key)) for key, item in value.items()), set())
    if isinstance(value, tuple) and value and is_dataclass(value[0]):
        return set().union(*(ways(item, (*path, identity(item))) for item in value))
    is_text = isinstance(value, str) or (isinstance(value, tuple) and value)
    return {path} if is_text and value else set()


@pytest.mark.parametrize("section", ALL, ids=name)
def test_path_of_a_field_leads_to_where_it_is_edited(default: Instrument, section: Section) -> None:
    for keys, _item in all_things(default, section):
        field = section.names_in(default)[0]
        path = resolve(default, section.address(keys))

        spot = spot_of(default, (*path, *field.split(".")), tuple(ALL))

        assert (spot.section, spot.keys, spot.field) == (section, keys, field)


def test_faults_of_lists_and_of_rules_lead_as_far_as_there_is_a_page(default: Instrument) -> None:
    statements = spot_of(default, ("themes", 0, "items"), tuple(ALL))

    assert (statements.section.name, statements.keys) == ("statements", ("ASP",))
    assert spot_of(default, ("bands",), tuple(ALL)).section.name == "bands"
    assert spot_of(default, ("scoring", "overall", "min_themes_scored"), tuple(ALL)).field == (
        "overall.min_themes_scored"
    )
    assert spot_of(default, ("schema_version",), tuple(ALL)) is None


def test_search_finds_words_in_any_section_and_codes(default: Instrument) -> None:
    hits = list(search(default, "co-produc", tuple(ALL))) + list(
        search(default, "we share power", tuple(ALL))
    )
    code = list(search(default, "asp-03", tuple(ALL)))

    assert {hit.section.name for hit in hits} >= {"positions"}
    assert (code[0].section.name, code[0].keys) == ("statements", ("ASP", "ASP-03"))
    assert list(search(default, "no such words anywhere", tuple(ALL))) == []


def test_sections_know_what_belongs_to_what() -> None:
    assert [one.name for one in below(SECTIONS["themes"])] == ["statements", "facets", "feedback"]
    assert parent_of(SECTIONS["activities"]) == SECTIONS["areas"]
    assert parent_of(SECTIONS["bands"]) is None


@pytest.mark.parametrize(
    ("section", "text", "fits"),
    [("statements", "ASP/ASP-01", True), ("statements", "ASP", False), ("glossary", "a/b", True)],
)
def test_keys_are_read_from_an_address(section: str, text: str, fits: bool) -> None:
    if fits:
        assert "/".join(keys_from(SECTIONS[section], text)) == text
    else:
        with pytest.raises(KeyError):
            keys_from(SECTIONS[section], text)


def test_review_of_the_default_bank_has_a_page_for_each_finding(default: Instrument) -> None:
    for fault in review(default).warnings:
        assert fault.path.startswith("scoring") or spot_of(default, fault.tokens, tuple(ALL))
