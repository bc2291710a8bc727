"""The other languages of an XLSForm, each in a column of its own: label::Cymraeg (cy)."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from leadership.files.survey_scales import SurveyScales
from leadership.files.survey_statements import LONGEST_LABEL, label_of
from leadership.files.taken_languages import Original, Row, Said, TakenLanguages, then, titles

LABEL = "label::"
TAG = re.compile(r"\(([a-z]{2,3}(?:-[a-z0-9]{2,8})*)\)|^([a-z]{2}(?:-[a-z0-9]{2,8})*)$")
REGION = re.compile(r"-([a-z]{2})$")


@dataclass
class FormTheme:
    """A group of the form, or the part of it that is asked with one scale; each with the row that its words are of."""

    title: str
    scale: str
    intro: str
    titled_by: Row
    introduced_by: Row
    statements: list[tuple[str, str, Row]] = field(default_factory=list)


def language_of(head: str) -> str:
    """Return the language of a heading in small letters, such as that of `label::cymraeg (cy)`; empty where it says none."""
    found = TAG.search(head.removeprefix(LABEL).strip())
    tag = found[1] or found[2] if found else ""
    return REGION.sub(lambda region: f"-{region[1].upper()}", tag)


class FormLanguages(TakenLanguages):
    """All that is taken over of a form's other languages. `answers` are the rows of each scale's lists."""

    def __init__(
        self,
        language: str,
        heads: Sequence[str],
        scales: SurveyScales,
        themes: Sequence[FormTheme],
        answers: Mapping[str, Sequence[Row]],
        words: Callable[[Row, str], str],
        own: Callable[[Row], str],
    ) -> None:
        self._head_of = {language_of(head): head for head in reversed(heads[1:])}
        self._head_of.pop("", None)
        super().__init__(language, list(self._head_of)[::-1], scales)
        self._themes, self._answers, self._words, self._own = themes, answers, words, own

    def originals(self, data: dict[str, Any]) -> Iterator[Original]:
        for key, scale in data["scales"].items():
            yield from self.scale_texts(key, scale, self._answers[key])
        for theme, entry in zip(self._themes, data["themes"], strict=True):
            yield from self._theme(theme, entry)

    def _theme(self, theme: FormTheme, entry: Mapping[str, Any]) -> Iterator[Original]:
        place = f"/themes/{entry['code']}"
        yield from titles(place, entry["title"], self._said(theme.titled_by))
        if "page_intro" in entry:
            said = self._said(theme.introduced_by)
            yield Original(f"{place}/page_intro", entry["page_intro"], said)
        for (_name, _words, row), item in zip(theme.statements, entry["items"], strict=True):
            at, said = f"{place}/items/{item['code']}", self._said(row)
            yield Original(f"{at}/text", item["text"], said)
            label = item.get("label", item["text"])
            yield Original(f"{at}/label", label, then(said, label_of), LONGEST_LABEL)

    def own_answer(self, row: Row) -> str:
        return self._own(row) or row["code"]

    def answer_in(self, language: str, row: Row) -> str:
        return self._words(row, self._head_of[language])

    def _said(self, row: Row) -> Said:
        return lambda language: self._words(row, self._head_of[language])
