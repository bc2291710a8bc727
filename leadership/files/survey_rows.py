"""The rows of a LimeSurvey structure: sections of an XML tree as plain text, in the survey's own language."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from xml.etree.ElementTree import Element

from leadership.files.source import UnreadableError
from leadership.files.words import plain_words
from leadership.translation import gettext as _

USED = frozenset(
    ["languages", "groups", "group_l10ns", "questions", "subquestions", "question_l10ns", "answers",
     "answer_l10ns", "surveys", "surveys_languagesettings", "LimeSurveyDocType", "DBVersion"]
)  # fmt: skip
MAX_ROWS = 50_000
"""How many questions, answers and texts of either are read; a long survey in several languages has a few thousand."""
Row = dict[str, str]


class Rows:
    """What a survey holds, section by section; newer releases keep the texts in sections of their own."""

    def __init__(self, root: Element) -> None:
        self.root = root
        self.stripped = 0
        self._refuse_too_much()
        self.languages = [one.text or "" for one in root.iterfind("languages/language")]
        self.survey = next(self._all("surveys"), {})
        self.language = self.survey.get("language") or next(iter(self.languages), "en")
        self.texts: Mapping[str, Mapping[str, Row]] = {
            key: {row.get(key, ""): row for row in self.of(section)}
            for section, key in (("group_l10ns", "gid"), ("question_l10ns", "qid"), ("answer_l10ns", "aid"))
        }  # fmt: skip

    def of(self, section: str) -> Iterator[Row]:
        """Yield the rows of a section, of texts in several languages those in the survey's own."""
        return (row for row in self._all(section) if row.get("language", "") in {self.language, ""})

    def in_other_languages(self, section: str) -> Iterator[Row]:
        """Yield the rows of a section that are in any language but the survey's own."""
        for row in self._all(section):
            if row.get("language", "") not in {self.language, ""}:
                yield row

    def words(self, row: Row, key: str, name: str) -> str:
        """Return a text of a row without its HTML, wherever this release of LimeSurvey keeps it."""
        return self.plain(self.as_written(row, key, name))

    def as_written(self, row: Row, key: str, name: str) -> str:
        own = self.texts[key].get(row.get(key, ""), {})
        return own.get(name) or row.get(name, "")

    def plain(self, text: str) -> str:
        words = plain_words(text)
        self.stripped += words != " ".join(text.split())
        return words

    def unused(self) -> Iterator[tuple[str, int]]:
        """Yield the sections that nothing is made of, with how many rows each has."""
        for section in self.root:
            rows = len(section.findall("rows/row"))
            if section.tag not in USED and rows:
                yield re.sub(r"[^A-Za-z0-9_]", "", section.tag).replace("_", " "), rows

    def _all(self, section: str) -> Iterator[Row]:
        for row in self.root.iterfind(f"{section}/rows/row"):
            yield {field.tag: (field.text or "").strip() for field in row}

    def _refuse_too_much(self) -> None:
        seen = sum(len(section.findall("rows/row")) for section in self.root if section.tag in USED)
        if seen > MAX_ROWS:
            raise UnreadableError(
                _("the survey has more than %(most)s questions, answers and texts.")
                % {"most": f"{MAX_ROWS:,}"}
            )


def grouped(rows: Iterable[Row], key: str) -> dict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in rows:
        found[row.get(key, "")].append(row)
    return found


def is_part(row: Row) -> bool:
    """Tell the row of an array, or part of another question, from a question."""
    return row.get("parent_qid", "0") not in {"", "0"}


def order(row: Row) -> int:
    return whole(row.get("question_order"))


def whole(text: str | None) -> int:
    return int(text) if text and re.fullmatch(r"-?\d{1,9}", text) else 0
