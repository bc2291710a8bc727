"""Reads an XLSForm, the workbook from which ODK and Kobo make a form, as far as it is an instrument.

Groups become themes, choices of one from a list that goes from less to more become statements, and such lists scales.
Whatever else a form asks or reckons is listed, so that nothing is lost in silence.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from documents.characters import likeness
from leadership.files.cells import cell_text
from leadership.files.faults import Finding, Place
from leadership.files.opening import OpenedWorkbook, Row
from leadership.files.other_formats import sheets_format
from leadership.files.source import ReadSource, UnreadableError, every_text, without_unwelcome
from leadership.files.survey_answers import (
    SHOWN,
    SurveyAnswer,
    SurveyChoices,
    SurveyScale,
    looks_like_a_scale,
    scale_of,
)
from leadership.files.survey_scales import SurveyScales
from leadership.files.xlsform_languages import LABEL, FormLanguages, FormTheme, language_of
from leadership.translation import gettext as _

SHEETS = ("survey", "choices", "settings")
LONGEST_LABEL, LONGEST_TITLE = 300, 300
# What has no words for anybody: it keeps a time, a device, or reckons.
UNSEEN = frozenset(
    ["start", "end", "today", "deviceid", "phonenumber", "username", "email", "calculate", "hidden", "audit"]
)  # fmt: skip
HEADING_ONLY = frozenset({"label"})
"""The appearance of a row that only repeats the answers above a table."""
MARKUP = re.compile(r"</?[a-z][^<>]*>|\*\*|__|^#+\s*", re.IGNORECASE)
Cells = dict[str, str]


def read_other_sheets(
    workbook: OpenedWorkbook, pages: Mapping[str, Any], choices: SurveyChoices
) -> ReadSource:
    """Read a workbook that has no sheet of ours. Raises UnreadableError where it is no form, or no instrument."""
    if not {"survey", "choices"} <= set(pages):
        raise UnreadableError(sheets_format(set(pages)))
    tables = {title: list(_rows(workbook.rows(pages[title]))) for title in SHEETS if title in pages}
    return _Form(tables, choices).read()


def _rows(page: Iterable[tuple[int, Row]]) -> Iterator[Cells]:
    """Yield the rows of a sheet by their headings, the empty ones not."""
    heads: list[str] = []
    for _number, row in page:
        texts = [cell_text(value) for value in row]
        if not any(texts):
            continue
        if not heads:
            heads = [" ".join(text.split()).casefold() for text in texts]
        else:
            yield {head: text for head, text in zip(heads, texts, strict=False) if head and text}


@dataclass
class _Group:
    """A group that is open where the reading is."""

    name: str
    title: str
    titled_by: Cells = field(default_factory=dict)
    intro: str = ""
    introduced_by: Cells = field(default_factory=dict)


class _Form:
    """A form on its way to a bank."""

    def __init__(self, tables: Mapping[str, Sequence[Cells]], choices: SurveyChoices) -> None:
        self.survey = tables["survey"]
        self.settings = next(iter(tables.get("settings", ())), {})
        self.labels = self._label_heads(tables["choices"])
        self.source = ReadSource()
        self.choices = choices
        self.scales = SurveyScales(choices)
        self.answers: dict[str, list[SurveyAnswer]] = defaultdict(list)
        self.choice_rows: dict[str, list[Cells]] = defaultdict(list)
        for row in tables["choices"]:
            name = row.get("list_name") or row.get("list name") or ""
            code = row.get("name") or row.get("value") or ""
            self.answers[name].append(SurveyAnswer(self._label(row) or code, code))
            self.choice_rows[name].append({**row, "code": code})
        # The lists of each scale: more than one may have the same answers.
        self.lists: dict[str, dict[str, None]] = defaultdict(dict)
        self.found: dict[str, tuple[SurveyScale | None, bool]] = {}
        # How often a code was wanted: many rows of one name must not each try all numbers.
        self.wanted: Counter[str] = Counter()
        self.groups: list[_Group] = []
        self.themes: dict[tuple[str, str], FormTheme] = {}
        self.others: Counter[str] = Counter()

    def read(self) -> ReadSource:
        for row in self.survey:
            self._read_row(row)
        self._refuse_unknown_choices()
        if not self.themes:
            raise UnreadableError(self._nothing_words())
        self.source.data = self._bank()
        self._take_other_languages()
        self.source.scales = list(self.scales.understood())
        self.source.scale_notes = [without_unwelcome(one)[0] for one in self.scales.notes()]
        for what in self.scales.left_out():
            self._leave(what)
        self._list_the_rest()
        for path, text in every_text(self.source.data, ()):
            if refusal := without_unwelcome(text)[1]:
                self.source.findings.append(Finding(path, refusal, Place()))
        return self.source

    def _label_heads(self, choices: Sequence[Cells]) -> list[str]:
        """Return the headings that labels stand under, those of the form's own language first."""
        heads = list(dict.fromkeys(head for row in (*self.survey, *choices) for head in row))
        found = [head for head in heads if head == "label" or head.startswith(LABEL)]
        own = self.settings.get("default_language", "").casefold()
        tag = language_of(own)
        return sorted(
            found,
            key=lambda head: (
                head != f"{LABEL}{own}",
                not tag or language_of(head) != tag,
                head != "label",
            ),
        )

    def _label(self, row: Cells) -> str:
        return next((self._under(head, row) for head in self.labels if head in row), "")

    def _under(self, head: str, row: Mapping[str, str]) -> str:
        return " ".join(MARKUP.sub("", row.get(head, "")).split())

    # Row by row

    def _read_row(self, row: Cells) -> None:
        kind, _space, rest = row.get("type", "").strip().partition(" ")
        kind = kind.casefold()
        if kind in {"begin_group", "begin_repeat"} or (kind == "begin" and rest):
            self._open(row, is_repeat="repeat" in f"{kind} {rest}".casefold())
        elif kind in {"end_group", "end_repeat", "end"}:
            if self.groups:
                self.groups.pop()
        elif kind == "note":
            self._read_note(row)
        elif kind == "select_one" and row.get("appearance", "") not in HEADING_ONLY:
            self._read_choice(row, rest)
        elif kind not in {"", "select_one"} and kind not in UNSEEN:
            self._leave_out(row, kind.replace("_", " "))

    def _open(self, row: Cells, *, is_repeat: bool) -> None:
        name = row.get("name", "")
        outer = self.groups[-1] if self.groups else _Group("", "")
        if title := self._label(row):
            self.groups.append(_Group(name, title, row))
        else:
            self.groups.append(_Group(name, outer.title, outer.titled_by))
        if is_repeat:
            self._leave(_("Group %(name)s: that it is asked several times over.") % {"name": name})
        self._leave_condition(row, _("Group %(name)s") % {"name": name})

    def _read_note(self, row: Cells) -> None:
        words = self._label(row)
        if self.groups and not self.groups[-1].intro:
            self.groups[-1].intro, self.groups[-1].introduced_by = words, row
        elif words:
            self._leave(
                _("The note %(name)s: “%(words)s”.")
                % {"name": row.get("name", ""), "words": words[:SHOWN]}
            )

    def _read_choice(self, row: Cells, rest: str) -> None:
        name, words = row.get("name", ""), self._label(row)
        listed = rest.split()[0] if rest.split() else ""
        found, looks_like_one = self._scale_of(listed)
        if not (words and found and (looks_like_one or self.scales.has(found))):
            self._leave_out(row, _("choice of one from a list"))
            return
        key = self.scales.key_of(found, name)
        self.lists[key][listed] = None
        group = self.groups[-1] if self.groups else _Group("", "")
        theme = self.themes.setdefault(
            (group.name, key),
            FormTheme(
                group.title or self._title(), key, group.intro, group.titled_by, group.introduced_by
            ),
        )
        theme.statements.append((name, words, row))
        self._leave_condition(row, _("Question %(name)s") % {"name": name})
        if any(head.startswith("hint") for head in row):
            self._leave(_("Question %(name)s: its hint.") % {"name": name})

    def _scale_of(self, name: str) -> tuple[SurveyScale | None, bool]:
        """Return the scale that a list of answers is, if any, and whether it looks like one; worked out once a list."""
        if name not in self.found:
            answers = self.answers.get(name, [])
            found = scale_of(answers, self.choices) if answers else None
            self.found[name] = found, bool(found and looks_like_a_scale(found, answers))
        return self.found[name]

    def _leave_out(self, row: Cells, kind: str) -> None:
        self.others[kind] += 1
        self._leave(
            _("Question %(name)s: %(kind)s, “%(words)s”.")
            % {"name": row.get("name", ""), "kind": kind, "words": self._label(row)[:SHOWN]}
        )

    def _leave_condition(self, row: Cells, what: str) -> None:
        if row.get("relevant") or row.get("relevance"):
            self._leave(_("%(what)s: the condition under which it is asked.") % {"what": what})

    # What comes of it

    def _title(self) -> str:
        return (self.settings.get("form_title") or _("A form without a title"))[:LONGEST_TITLE]

    def _bank(self) -> dict[str, Any]:
        code = re.sub(r"[^A-Za-z0-9_.-]", "", self.settings.get("form_id", "")).lstrip("_.-")
        codes: set[str] = set()
        scales = self.scales.data()
        for scale in scales.values():
            # These are the codes of another program than the one that the words of a kind name.
            scale.pop("kind", None)
        return {
            "schema_version": "1.0",
            "instrument": {
                "code": f"XF-{code or 'FORM'}"[:40],
                "version": "1.0",
                "title": self._title(),
                "language": self._language(),
            },
            "scales": scales,
            "themes": [
                self._theme(number, theme, codes)
                for number, theme in enumerate(self.themes.values(), 1)
            ],
        }

    def _theme(self, number: int, theme: FormTheme, codes: set[str]) -> dict[str, Any]:
        entry = {
            "code": f"T{number}",
            "title": theme.title[:LONGEST_TITLE],
            "scale": theme.scale,
            "items": [self._item(name, words, codes) for name, words, _row in theme.statements],
        }
        return entry | ({"page_intro": theme.intro} if theme.intro else {})

    def _item(self, name: str, words: str, codes: set[str]) -> dict[str, Any]:
        given = re.sub(r"[^A-Za-z0-9_.-]", "", name).lstrip("_.-")[:34] or "S"
        code = given
        while code in codes:
            self.wanted[given] += 1
            code = f"{given}.{self.wanted[given] + 1}"
        codes.add(code)
        item: dict[str, Any] = {"code": code, "text": words, "reverse": False}
        if len(words) > LONGEST_LABEL:
            item["label"] = f"{words[: LONGEST_LABEL - 1]}…"
        return item

    def _list_the_rest(self) -> None:
        self.source.notes.append(
            _(
                "A form does not say which statements are worded the other way round: none is marked as reversed."
            )
        )
        taken, others = {self._language()}, []
        for head in self.labels[1:]:
            language = language_of(head)
            # Of two columns in one language the first is read; one without a language cannot be.
            if head != "label" and (not language or language in taken):
                others.append(head.removeprefix(LABEL))
            taken.add(language)
        if others:
            self._leave(
                _("The texts in other languages: %(others)s.")
                % {"others": ", ".join(others)[:SHOWN]}
            )
        self._leave(_("The form’s settings, calculations, limits and looks."))

    def _language(self) -> str:
        """Return the form's own language: as its settings say, or the heading of its first labels."""
        said = self.settings.get("default_language", "").casefold()
        return language_of(said) or language_of(self.labels[0]) or "en"

    def _take_other_languages(self) -> None:
        answers = {
            key: [row for name in names for row in self.choice_rows[name]]
            for key, names in self.lists.items()
        }
        FormLanguages(
            self._language(),
            self.labels,
            self.scales,
            list(self.themes.values()),
            answers,
            lambda row, head: self._under(head, row),
            self._label,
        ).take(self.source)

    def _refuse_unknown_choices(self) -> None:
        said = {likeness(one.label) for answers in self.answers.values() for one in answers}
        for wanted in sorted(self.choices.not_scored | self.choices.scored):
            if wanted not in said:
                raise UnreadableError(
                    _("no answer of this form reads “%(wanted)s”.") % {"wanted": wanted[:SHOWN]}
                )

    def _nothing_words(self) -> str:
        words = _(
            "this is an XLSForm, as ODK and Kobo use it, and nothing in it can become a statement: that takes a select_one with a label and a list of answers that go from less to more."
        )
        kinds = ", ".join(f"{kind} ({count})" for kind, count in self.others.most_common())
        return (
            _("%(words)s It has questions of other kinds: %(kinds)s.")
            % {"words": words, "kinds": kinds}
            if kinds
            else words
        )

    def _leave(self, what: str) -> None:
        self.source.left_out.append(without_unwelcome(what)[0])
