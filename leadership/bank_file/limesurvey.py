"""Reads a LimeSurvey survey structure (.lss) as the plain data of a bank file.

Groups become themes, the rows of arrays become statements, and the answers of an array a scale. A
survey holds much that a bank has no place for: all of that is listed, so that nothing is lost in
silence. Both layouts are understood, the older one and the one with texts in sections of their own.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from leadership.bank_file.faults import Finding, Path, Place
from leadership.bank_file.source import MAX_BYTES, Source, UnreadableError, without_unwelcome
from leadership.bank_file.words import plain_words

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
USED = frozenset(
    ["languages", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns", "answers",
     "answer_l10ns", "surveys", "surveys_languagesettings", "LimeSurveyDocType", "DBVersion"]
)  # fmt: skip
NOT_APPLICABLE = frozenset(
    ["n/a", "na", "not applicable", "does not apply", "no answer", "not relevant"]
)
EXPRESSION = re.compile(r"\{[A-Za-z_][^{}\s]*\}")
LEADING_NUMBER = re.compile(r"\s*([+-]?\d{1,3})\b")
LONGEST_LABEL, SHOWN = 300, 60
MAX_ROWS = 10_000
"""How many questions, answers and texts of either are read; a long survey in several languages has a few thousand."""
Row = dict[str, str]


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
        self.root = root
        self.source = Source()
        self._refuse_too_much()
        survey = next(self._all_rows("surveys"), {})
        languages = [one.text or "" for one in root.iterfind("languages/language")]
        self.number = re.sub(r"\D", "", survey.get("sid", ""))
        self.language = survey.get("language") or next(iter(languages), "en")
        self.other_languages = [one for one in languages if one != self.language]
        self.texts = {
            key: self._texts(section, key)
            for section, key in (("group_l10ns", "gid"), ("question_l10ns", "qid"), ("answer_l10ns", "aid"))
        }  # fmt: skip
        self.answers = _grouped(self._rows("answers"), "qid")
        self.scales: dict[str, dict[str, Any]] = {}
        self.themes: list[_Theme] = []
        self.stripped = 0

    def read(self) -> Source:
        rows = sorted([*self._rows("questions"), *self._rows("subquestions")], key=_order)
        rows_of = _grouped((row for row in rows if _is_part(row)), "parent_qid")
        questions_of = _grouped((row for row in rows if not _is_part(row)), "gid")
        for group in sorted(self._rows("groups"), key=lambda row: _whole(row.get("group_order"))):
            self._read_group(group, questions_of.get(group.get("gid", ""), []), rows_of)
        self.source.data = self._bank()
        self._list_the_rest()
        self._refuse_unwelcome()
        return self.source

    # What can be carried over

    def _read_group(
        self, group: Row, questions: list[Row], rows_of: Mapping[str, list[Row]]
    ) -> None:
        title = self._words(group, "gid", "group_name") or "Untitled group"
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
            self._leave(
                f"Group “{title[:SHOWN]}” asks with {len(made)} sets of answers, so it has become {len(made)} themes."
            )
        for name, said in (("description", "description"), ("randomization_group", "random order")):
            if self._words(group, "gid", name):
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
        words = self._words(question, "qid", "question")
        if words and not theme.intro:
            theme.intro = words
        elif words:
            self._leave(
                f"Question {name}: its words “{words[:SHOWN]}”; the theme has those of the first array."
            )
        if self._words(question, "qid", "help"):
            self._leave(f"Question {name}: its help text.")
        self._leave_condition(question, "relevance", f"Question {name}")
        for row in rows:
            self._leave_condition(row, "relevance", f"Row {row.get('title')} of question {name}")
            theme.questions.append(row | {"array": name})

    def _scale(self, question: Row) -> str:
        """Return the key of the scale that an array is asked with; empty where it has none."""
        built_in = ARRAYS[question["type"]]
        if built_in:
            answers = [(str(value), value) for value in range(1, built_in + 1)]
            other = None
        else:
            answers, other = self._answers(question)
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
        return key

    def _answers(self, question: Row) -> tuple[list[tuple[str, int]], str | None]:
        """Return an array's answers from the lowest, with their values, and the one that is no point."""
        own = self.answers.get(question.get("qid", ""), [])
        rows = [row for row in own if _whole(row.get("scale_id")) == 0]
        rows.sort(key=lambda row: _whole(row.get("sortorder")))
        labelled = [(self._words(row, "aid", "answer") or row.get("code", ""), row) for row in rows]
        others = [label for label, _row in labelled if label.casefold() in NOT_APPLICABLE]
        points = [(label, row) for label, row in labelled if label.casefold() not in NOT_APPLICABLE]
        name = question.get("title", "")
        if others:
            self._leave(
                f"Question {name}: “{others[0]}” is taken for “not applicable”, which is not scored."
            )
        values = _values(points)
        if values is None:
            values = list(range(1, len(points) + 1))
            self._leave(
                f"Question {name}: its answers have no numbers one after the other. They are taken as 1 to "
                f"{len(points)} in their order: check that the first is the lowest."
            )
        found = [(label, value) for (label, _row), value in zip(points, values, strict=True)]
        return sorted(found, key=lambda one: one[1]), others[0] if others else None

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
        settings = list(self._rows("surveys_languagesettings"))
        own = next((r for r in settings if r.get("surveyls_language") == self.language), {})
        own = own or next(iter(settings), {})
        about = {
            "code": f"LS-{self.number or 'SURVEY'}"[:40],
            "version": "1.0",
            "title": self._plain(own.get("surveyls_title", ""))[:300] or "A survey without a title",
            "language": self.language,
        }
        for key, name in (("purpose", "surveyls_description"), ("intro", "surveyls_welcometext")):
            words = self._plain(own.get(name, ""))
            if words:
                about[key] = words
        if self._plain(own.get("surveyls_endtext", "")):
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
        text = self._words(row, "qid", "question")
        item: dict[str, Any] = {"code": code, "text": text, "reverse": False}
        if len(text) > LONGEST_LABEL:
            item["label"] = f"{text[: LONGEST_LABEL - 1]}…"
            self._leave(f"Statement {code} is too long for a label: reports show its beginning.")
        return item

    # What cannot

    def _list_the_rest(self) -> None:
        if self.themes:
            self._leave(
                "A survey does not say which statements are worded the other way round: none is marked as reversed."
            )
        if self.other_languages:
            self._leave(f"The texts in other languages: {', '.join(self.other_languages)}.")
        if self.stripped:
            self._leave(
                f"The formatting (HTML) in {self.stripped} of the texts; their words are kept."
            )
        mandatory = sum(row.get("mandatory") in {"Y", "S"} for row in self._rows("questions"))
        if mandatory:
            self._leave(
                f"That questions must be answered ({mandatory} of them): in a bank no statement must."
            )
        for section in self.root:
            rows = len(section.findall("rows/row"))
            if section.tag not in USED and rows:
                name = re.sub(r"[^A-Za-z0-9_]", "", section.tag)[:SHOWN].replace("_", " ")
                self._leave(f"The section “{name}” of the survey (entries: {rows}).")
        self._leave(
            "The survey’s settings: its looks, its course, its participants and its messages."
        )

    def _leave_out_question(self, question: Row, group: str) -> None:
        kind = KINDS.get(question.get("type", ""), "kind of its own")
        words = self._words(question, "qid", "question")[:SHOWN]
        self._leave(
            f"Question {question.get('title', '')} in “{group[:SHOWN]}”: {kind}, “{words}”."
        )

    def _leave_condition(self, row: Row, name: str, what: str) -> None:
        if row.get(name, "").strip() not in {"", "1"}:
            self._leave(f"{what}: the condition under which it is asked.")

    def _leave(self, what: str) -> None:
        self.source.left_out.append(without_unwelcome(what)[0])

    def _refuse_unwelcome(self) -> None:
        for path, text in _every_text(self.source.data, ()):
            expressions = EXPRESSION.findall(text)
            if expressions:
                self._leave(
                    f"“{text[:SHOWN]}”: {expressions[0]} would have been filled in; mend the words."
                )
            refusal = without_unwelcome(text)[1]
            if refusal:
                self.source.findings.append(Finding(path, refusal, Place()))

    # Rows and words

    def _refuse_too_much(self) -> None:
        seen = sum(len(section.findall("rows/row")) for section in self.root if section.tag in USED)
        if seen > MAX_ROWS:
            raise UnreadableError(
                f"the survey has more than {MAX_ROWS:,} questions, answers and texts."
            )

    def _all_rows(self, section: str) -> Iterator[Row]:
        for row in self.root.iterfind(f"{section}/rows/row"):
            yield {field.tag: (field.text or "").strip() for field in row}

    def _rows(self, section: str) -> Iterator[Row]:
        """Yield the rows of a section, of texts in several languages those in the survey's own."""
        for row in self._all_rows(section):
            if row.get("language", "") in {self.language, ""}:
                yield row

    def _texts(self, section: str, key: str) -> dict[str, Row]:
        return {row.get(key, ""): row for row in self._rows(section)}

    def _words(self, row: Row, key: str, name: str) -> str:
        own = self.texts[key].get(row.get(key, ""), {})
        return self._plain(own.get(name) or row.get(name, ""))

    def _plain(self, text: str) -> str:
        words = plain_words(text)
        self.stripped += words != " ".join(text.split())
        return words


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


def _grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[row.get(key, "")].append(row)
    return found


def _is_part(row: Row) -> bool:
    """Tell the row of an array, or part of another question, from a question."""
    return row.get("parent_qid", "0") not in {"", "0"}


def _order(row: Row) -> int:
    return _whole(row.get("question_order"))


def _whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else 0


def _every_text(value: Any, path: Path) -> Iterator[tuple[Path, str]]:
    if isinstance(value, str):
        yield path, value
    elif isinstance(value, dict | list):
        for key, item in value.items() if isinstance(value, dict) else enumerate(value):
            yield from _every_text(item, (*path, key))
