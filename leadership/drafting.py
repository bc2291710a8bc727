"""Edits of a draft, each a function from one Instrument to the next. Knows no Django.

Two people may edit one draft. So a change of a field says what it was, and what somebody else has made
of it since is never overwritten unasked: that field is a conflict, and all others are changed.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from leadership.instrument import Instrument, Question, Theme

THEME_FIELDS = ("title", "short_title", "page_intro", "definition", "evidence_prompt")
STATEMENT_FIELDS = ("text", "label", "facet", "reverse")
YES = "yes"
# Statements that an organisation adds itself are told from those of a shared bank by their code.
OWN_PREFIX = "X-"
CODE_MAX_LENGTH = 40

Item = TypeVar("Item", Theme, Question)


@dataclass(frozen=True)
class Change:
    """What a field was when the person saw it, and what they made of it."""

    was: str
    new: str


Changes = Mapping[str, Change]


@dataclass(frozen=True)
class Edited:
    """The draft after an edit, and by field the text that stands in the way of a change."""

    instrument: Instrument
    conflicts: Mapping[str, str] = field(default_factory=dict)


class EditError(Exception):
    """An edit that the draft does not allow; `args[0]` says which rule."""


ONLY_STATEMENT = "only statement"


def texts(item: Theme | Question, fields: Iterable[str]) -> dict[str, str]:
    """Return the fields as a form shows them."""
    return {name: _shown(getattr(item, name)) for name in fields}


def statement(instrument: Instrument, code: str) -> Question:
    """Raise KeyError where no theme has it."""
    theme = instrument.theme_of(code)
    return next(question for question in theme.questions if question.code == code)


def edit_theme(instrument: Instrument, code: str, changes: Changes) -> Edited:
    before = instrument.theme(code)
    theme, conflicts = _changed(before, changes)
    if not theme.short_title or theme.short_title == before.short_title == before.title:
        theme = replace(theme, short_title=theme.title)
    return Edited(_with_theme(instrument, theme), conflicts)


def edit_statement(instrument: Instrument, code: str, changes: Changes) -> Edited:
    before = statement(instrument, code)
    edited, conflicts = _changed(before, changes)
    # A label that only repeats the statement goes on repeating it.
    if not edited.label or edited.label == before.label == before.text:
        edited = replace(edited, label=edited.text)

    def put(questions: list[Question]) -> list[Question]:
        return [edited if question.code == code else question for question in questions]

    return Edited(_with_statements(instrument, instrument.theme_of(code), put), conflicts)


def add_statement(
    instrument: Instrument, theme_code: str, code: str, said: Mapping[str, str]
) -> Edited:
    """Add a statement at the end of a theme."""
    new = Question(
        code=code,
        text=said["text"],
        label=said["label"] or said["text"],
        facet=said["facet"] or None,
        reverse=said["reverse"] == YES,
    )
    theme = instrument.theme(theme_code)
    return Edited(_with_statements(instrument, theme, lambda questions: [*questions, new]))


def copy_statement(instrument: Instrument, code: str, new_code: str) -> Edited:
    """Put a copy below the statement."""
    new = replace(statement(instrument, code), code=new_code)

    def put(questions: list[Question]) -> list[Question]:
        place = _place(questions, code) + 1
        return [*questions[:place], new, *questions[place:]]

    return Edited(_with_statements(instrument, instrument.theme_of(code), put))


def delete_statement(instrument: Instrument, code: str, was: Mapping[str, str]) -> Edited:
    """Take a statement out, unless somebody has changed it since the person saw it."""
    theme = instrument.theme_of(code)
    if len(theme.questions) == 1:
        raise EditError(ONLY_STATEMENT)
    stored = texts(statement(instrument, code), STATEMENT_FIELDS)
    conflicts = {name: text for name, text in stored.items() if text != was[name]}
    if conflicts:
        return Edited(instrument, conflicts)

    def out(questions: list[Question]) -> list[Question]:
        return [question for question in questions if question.code != code]

    return Edited(_with_statements(instrument, theme, out))


def move_statement(instrument: Instrument, code: str, step: int) -> Edited:
    """Move a statement up (-1) or down (1) by one place; beyond the ends it stays."""

    def move(questions: list[Question]) -> list[Question]:
        place = _place(questions, code)
        moved = questions.pop(place)
        questions.insert(max(place + step, 0), moved)
        return questions

    return Edited(_with_statements(instrument, instrument.theme_of(code), move))


def free_code(theme_code: str, taken: Collection[str]) -> str:
    """Return a code for a new statement that no version has ever used: codes keep their meaning."""
    stem = f"{OWN_PREFIX}{theme_code}"[: CODE_MAX_LENGTH - 6]
    numbers = range(1, len(taken) + 2)
    return next(code for n in numbers if (code := f"{stem}-{n:02}") not in taken)


def _changed(item: Item, changes: Changes) -> tuple[Item, dict[str, str]]:
    stored = texts(item, changes)
    conflicts, values = {}, {}
    for name, change in changes.items():
        if change.new in (change.was, stored[name]):
            continue
        if stored[name] == change.was:
            values[name] = _value(name, change.new)
        else:
            conflicts[name] = stored[name]
    return replace(item, **values), conflicts


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return value or ""


def _value(name: str, text: str) -> Any:
    if name == "reverse":
        return text == YES
    # What is required, or stands for itself where it is empty, is a text; all else may be absent.
    return text if name in {"title", "short_title", "text", "label"} else text or None


def _place(questions: list[Question], code: str) -> int:
    return [question.code for question in questions].index(code)


def _with_statements(
    instrument: Instrument, theme: Theme, rule: Callable[[list[Question]], list[Question]]
) -> Instrument:
    questions = rule(list(theme.questions))
    ordered = tuple(replace(question, order=n) for n, question in enumerate(questions, 1))
    return _with_theme(instrument, replace(theme, questions=ordered))


def _with_theme(instrument: Instrument, theme: Theme) -> Instrument:
    themes = tuple(theme if one.code == theme.code else one for one in instrument.themes)
    return replace(instrument, themes=themes)
