"""Reads a LimeSurvey survey structure (.lss) as the plain data of a bank file.

Groups become themes, the rows of arrays become statements, and the answers of an array a scale. A
survey holds much that a bank has no place for: all of that is listed, so that nothing is lost in
silence. Both layouts are understood, the older one and the one with texts in sections of their own.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from leadership.files.faults import Finding, Path, Place
from leadership.files.source import MAX_BYTES, Source, UnreadableError, without_unwelcome
from leadership.files.survey_rows import Row, Rows, grouped, is_part, order, whole

ARRAYS = {"F": 0, "A": 5, "B": 10}
"""The kinds of arrays that can be carried over, and how many answers those have that bring their own."""
KINDS = {
    "1": "array with two scales", "5": "five-point choice", ":": "array of numbers", ";": "array of texts",
    "C": "array of yes, uncertain, no", "E": "array of increase, same, decrease", "H": "array by column",
    "D": "date", "G": "gender", "I": "language", "K": "several numbers", "L": "list", "!": "list",
    "M": "multiple choice", "P": "multiple choice with comments", "N": "number", "O": "list with comment",
    "Q": "several short texts", "R": "ranking", "S": "short text", "T": "long text", "U": "long text",
    "X": "text to read", "Y": "yes or no", "|": "upload", "*": "equation",
}  # fmt: skip
NOT_APPLICABLE = frozenset(
    ["n/a", "na", "not applicable", "does not apply", "no answer", "not relevant"]
)
EXPRESSION = re.compile(r"\{[A-Za-z_][^{}\s]*\}")
LEADING_NUMBER = re.compile(r"\s*([+-]?\d{1,3})\b")
LONGEST_LABEL, SHOWN = 300, 60
ATTRIBUTES = {
    "array_filter": "which of its rows are shown depends on {value}",
    "array_filter_exclude": "which of its rows are hidden depends on {value}",
    "random_order": "the random order of its rows",
    "hidden": "that it is hidden",
}


def is_limesurvey(content: bytes) -> bool:
    """Tell whether a file is XML, which among bank files only LimeSurvey's are."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_limesurvey(content: bytes) -> Source:
    """Raise UnreadableError where the file is not the structure of a whole survey."""
    if len(content) > MAX_BYTES:
        raise UnreadableError(f"the file is too large: at most {MAX_BYTES:,} bytes are read.")
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        message = "the file defines words of its own (a DTD or entities), which surveys never do."
        raise UnreadableError(message) from None
    except ParseError as error:
        line, column = error.position
        message = "this is not valid XML."
        raise UnreadableError(message, Place(line, column + 1)) from None
    except (ValueError, LookupError):
        raise UnreadableError("this is not valid XML.") from None
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if kind != "Survey":
        raise UnreadableError(
            "this is not the structure of a LimeSurvey survey. In LimeSurvey choose Export, Survey structure (.lss)."
        )
    return _Survey(root).read()


@dataclass
class _Theme:
    """A group of a survey, or the part of it that is asked with one scale."""

    group: str
    title: str
    scale: str
    intro: str = ""
    questions: list[Row] = field(default_factory=list)


class _Survey:
    """A survey on its way to a bank."""

    def __init__(self, root: Element) -> None:
        self.rows = Rows(root)
        self.source = Source()
        self.number = re.sub(r"\D", "", self.rows.survey.get("sid", ""))
        self.answers = grouped(self.rows.of("answers"), "qid")
        self.attributes = grouped(self.rows.of("question_attributes"), "qid")
        self.scales: dict[str, dict[str, Any]] = {}
        self.themes: list[_Theme] = []
        self.others: Counter[str] = Counter()

    def read(self) -> Source:
        rows = sorted([*self.rows.of("questions"), *self.rows.of("subquestions")], key=order)
        rows_of = grouped((row for row in rows if is_part(row)), "parent_qid")
        questions_of = grouped((row for row in rows if not is_part(row)), "gid")
        for group in sorted(self.rows.of("groups"), key=lambda row: whole(row.get("group_order"))):
            self._read_group(group, questions_of.get(group.get("gid", ""), []), rows_of)
        if not self.themes:
            raise UnreadableError(self._nothing_words())
        self.source.data = self._bank()
        self._list_the_rest()
        self._refuse_unwelcome()
        return self.source

    # What can be carried over

    def _read_group(
        self, group: Row, questions: list[Row], rows_of: Mapping[str, list[Row]]
    ) -> None:
        title = self.rows.words(group, "gid", "group_name") or "Untitled group"
        before = len(self.themes)
        for question in questions:
            kind = question.get("type", "")
            if kind not in ARRAYS:
                self._leave_out_question(question, title)
                continue
            self._read_array(group, title, question, rows_of.get(question.get("qid", ""), []))
        made = self.themes[before:]
        if not made:
            self._leave(f"Group “{title[:SHOWN]}”: it has no array, so it has become no theme.")
        elif len(made) > 1:
            self._note(
                f"Group “{title[:SHOWN]}” asks with {len(made)} sets of answers, so it has become {len(made)} themes."
            )
        for name, said in (("description", "description"), ("randomization_group", "random order")):
            if self.rows.words(group, "gid", name):
                self._leave(f"Group “{title[:SHOWN]}”: its {said}.")
        self._leave_condition(group, "grelevance", f"Group “{title[:SHOWN]}”")

    def _read_array(self, group: Row, title: str, question: Row, rows: list[Row]) -> None:
        name = question.get("title", "")
        if not rows:
            self._leave(f"Question {name}: an array without rows.")
            return
        scale = self._scale(question)
        if not scale:
            self._leave(
                f"Question {name}: an array with fewer than two answers, and its {len(rows)} rows."
            )
            return
        theme = next(
            (one for one in self.themes if (one.group, one.scale) == (group.get("gid"), scale)),
            None,
        )
        if theme is None:
            theme = _Theme(group.get("gid", ""), title, scale)
            self.themes.append(theme)
        words = self.rows.words(question, "qid", "question")
        if words and not theme.intro:
            theme.intro = words
        elif words:
            self._leave(
                f"Question {name}: its words “{words[:SHOWN]}”; the theme has those of the first array."
            )
        if self.rows.words(question, "qid", "help"):
            self._leave(f"Question {name}: its help text.")
        self._leave_condition(question, "relevance", f"Question {name}")
        self._leave_attributes(question)
        for row in rows:
            self._leave_condition(row, "relevance", f"Row {row.get('title')} of question {name}")
            theme.questions.append(row | {"array": name})

    def _scale(self, question: Row) -> str:
        """Return the key of the scale that an array is asked with; empty where it has none."""
        built_in = ARRAYS[question["type"]]
        if built_in:
            answers = [(str(value), value) for value in range(1, built_in + 1)]
            other, is_numbered = None, True
        else:
            answers, other, is_numbered = self._answers(question)
        if len(answers) < 2:  # noqa: PLR2004 - one answer is no scale
            return ""
        points = [{"value": value, "label": label} for label, value in answers]
        scale: dict[str, Any] = {"points": points}
        if other:
            scale["not_applicable"] = {"label": other}
        for key, known in self.scales.items():
            if known == scale:
                return key
        key = f"scale-{len(self.scales) + 1}"
        self.scales[key] = scale
        if not is_numbered:
            self._note(
                f"The answers of {question.get('title', '')} have no numbers one after the other. "
                f"“{points[0]['label']}” is taken for the lowest and “{points[-1]['label']}” for the highest: "
                "if it is the other way round, turn the scale in the draft."
            )
        if other:
            self._note(
                f"The answer “{other}” of {question.get('title', '')} is taken for “not applicable”, "
                "which is not scored."
            )
        return key

    def _answers(self, question: Row) -> tuple[list[tuple[str, int]], str | None, bool]:
        """Return an array's answers from the lowest, the one that is no point, and if they have values."""
        own = self.answers.get(question.get("qid", ""), [])
        rows = [row for row in own if whole(row.get("scale_id")) == 0]
        rows.sort(key=lambda row: whole(row.get("sortorder")))
        labelled = [
            (self.rows.words(row, "aid", "answer") or row.get("code", ""), row) for row in rows
        ]
        others = [label for label, _row in labelled if label.casefold() in NOT_APPLICABLE]
        points = [(label, row) for label, row in labelled if label.casefold() not in NOT_APPLICABLE]
        values = _values(points)
        numbers = values or range(1, len(points) + 1)
        found = [(label, value) for (label, _row), value in zip(points, numbers, strict=True)]
        ordered = sorted(found, key=lambda one: one[1])
        return ordered, others[0] if others else None, values is not None

    def _bank(self) -> dict[str, Any]:
        about = self._about()
        codes: dict[str, int] = {}
        themes = [self._theme(number, theme, codes) for number, theme in enumerate(self.themes, 1)]
        return {
            "schema_version": "1.0",
            "instrument": about,
            "scales": self.scales,
            "themes": themes,
        }

    def _about(self) -> dict[str, Any]:
        settings = list(self.rows.of("surveys_languagesettings"))
        own = next((r for r in settings if r.get("surveyls_language") == self.rows.language), {})
        own = own or next(iter(settings), {})
        about = {
            "code": f"LS-{self.number or 'SURVEY'}"[:40],
            "version": "1.0",
            "title": self.rows.plain(own.get("surveyls_title", ""))[:300]
            or "A survey without a title",
            "language": self.rows.language,
        }
        for key, name in (("purpose", "surveyls_description"), ("intro", "surveyls_welcometext")):
            words = self.rows.plain(own.get(name, ""))
            if words:
                about[key] = words
        if self.rows.plain(own.get("surveyls_endtext", "")):
            self._leave("The survey’s closing words.")
        return about

    def _theme(self, number: int, theme: _Theme, codes: dict[str, int]) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "code": f"T{number}",
            "title": theme.title[:300],
            "scale": theme.scale,
            "items": [self._item(row, codes) for row in theme.questions],
        }
        return entry | ({"page_intro": theme.intro} if theme.intro else {})

    def _item(self, row: Row, codes: dict[str, int]) -> dict[str, Any]:
        given = re.sub(r"[^A-Za-z0-9_.-]", "", f"{row['array']}_{row.get('title', '')}")
        given = given.lstrip("_.-")[:34] or "S"
        code, again = given, codes.get(given, 1)
        while code in codes:
            again += 1
            code = f"{given}.{again}"
        codes[given] = again  # where the search for the next of this name begins
        codes.setdefault(code, 1)
        text = self.rows.words(row, "qid", "question")
        item: dict[str, Any] = {"code": code, "text": text, "reverse": False}
        if len(text) > LONGEST_LABEL:
            item["label"] = f"{text[: LONGEST_LABEL - 1]}…"
            self._note(f"Statement {code} is too long for a label: reports show its beginning.")
        return item

    # What cannot

    def _list_the_rest(self) -> None:
        self._note(
            "A survey does not say which statements are worded the other way round: none is marked as reversed."
        )
        others = [one for one in self.rows.languages if one != self.rows.language]
        if others:
            self._leave(f"The texts in other languages: {', '.join(others)}.")
        if self.rows.stripped:
            self._leave(
                f"The formatting (HTML) in {self.rows.stripped} of the texts; their words are kept."
            )
        mandatory = sum(row.get("mandatory") in {"Y", "S"} for row in self.rows.of("questions"))
        if mandatory:
            self._leave(
                f"That questions must be answered ({mandatory} of them): in a bank no statement must."
            )
        for name, entries in self.rows.unused():
            self._leave(f"The section “{name[:SHOWN]}” of the survey (entries: {entries}).")
        self._leave(
            "The survey’s settings: its looks, its course, its participants and its messages."
        )

    def _leave_out_question(self, question: Row, group: str) -> None:
        kind = KINDS.get(question.get("type", ""), "kind of its own")
        self.others[kind] += 1
        words = self.rows.words(question, "qid", "question")[:SHOWN]
        self._leave(
            f"Question {question.get('title', '')} in “{group[:SHOWN]}”: {kind}, “{words}”."
        )

    def _leave_condition(self, row: Row, name: str, what: str) -> None:
        if row.get(name, "").strip() not in {"", "1"}:
            self._leave(f"{what}: the condition under which it is asked.")

    def _leave_attributes(self, question: Row) -> None:
        for row in self.attributes.get(question.get("qid", ""), ()):
            words, value = ATTRIBUTES.get(row.get("attribute", "")), row.get("value", "")
            if words and value not in {"", "0"}:
                said = words.format(value=value[:SHOWN])
                self._leave(f"Question {question.get('title', '')}: {said}.")

    def _nothing_words(self) -> str:
        """Say why no theme could be made."""
        words = "nothing in this survey can become a statement: that takes an array with rows and two answers or more."
        kinds = ", ".join(f"{kind} ({count})" for kind, count in self.others.most_common())
        return f"{words} It has questions of other kinds: {kinds}." if kinds else words

    def _leave(self, what: str) -> None:
        self.source.left_out.append(without_unwelcome(what)[0])

    def _note(self, what: str) -> None:
        self.source.notes.append(without_unwelcome(what)[0])

    def _refuse_unwelcome(self) -> None:
        for path, text in _every_text(self.source.data, ()):
            expressions = EXPRESSION.findall(text)
            if expressions:
                self._note(
                    f"“{text[:SHOWN]}”: {expressions[0]} would have been filled in; mend the words."
                )
            refusal = without_unwelcome(text)[1]
            if refusal:
                self.source.findings.append(Finding(path, refusal, Place()))


def _values(points: list[tuple[str, Row]]) -> list[int] | None:
    """Return numbers that answers have themselves, if they go up or down one by one."""
    kinds = (
        [LEADING_NUMBER.match(label) for label, _row in points],
        [LEADING_NUMBER.fullmatch(row.get("assessment_value", "")) for _label, row in points],
        [LEADING_NUMBER.fullmatch(row.get("code", "")) for _label, row in points],
    )
    for found in kinds:
        numbers = [int(one[1]) for one in found if one]
        if len(numbers) == len(points) and _is_stretch(numbers):
            return numbers
    return None


def _is_stretch(numbers: list[int]) -> bool:
    return bool(numbers) and sorted(numbers) == list(
        range(min(numbers), min(numbers) + len(numbers))
    )


def _every_text(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _every_text(item, (*path, key))
