"""The other languages of a survey, as draft translations of the bank that it becomes.

What a survey says is found in each language by the row that the bank's words are of.
"""

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from leadership.files.survey_rows import Row, Rows
from leadership.files.survey_scales import SurveyScales
from leadership.files.survey_statements import LONGEST_LABEL, SurveyTheme, label_of, statement_of
from leadership.files.taken_languages import Original, Said, TakenLanguages, then, titles
from leadership.files.words import plain_words

SECTIONS = (
    ("group_l10ns", "gid"), ("question_l10ns", "qid"), ("answer_l10ns", "aid"),
    ("groups", "gid"), ("questions", "qid"), ("subquestions", "qid"), ("answers", ""),
)  # fmt: skip
Key = tuple[str, ...]


class OtherTexts:
    """The texts of a survey's rows in the languages that are not its own, in either layout."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._found: dict[tuple[str, Key], Row] = {}
        self._read: dict[tuple[str, Key, str], str] = {}
        for section, key in SECTIONS:
            for row in rows.in_other_languages(section):
                self._found.setdefault((row["language"], _key(key, row)), row)

    def words(self, language: str, key: str, row: Row, name: str) -> str:
        """Return a text of a row in a language without its HTML; empty where it has none."""
        # Answers of the older layout have no numbers of their own.
        for one in (_key(key, row), _key("", row)) if key == "aid" else (_key(key, row),):
            if words := self._found.get((language, one), {}).get(name, ""):
                return self._plain((language, one, name), words)
        return ""

    def _plain(self, at: tuple[str, Key, str], words: str) -> str:
        # Once each: what has HTML in it is counted.
        if at not in self._read:
            self._read[at] = self._rows.plain(words)
        return self._read[at]


class SurveyLanguages(TakenLanguages):
    """All that is taken over of a survey's other languages. `asked` are the questions of each scale, `answers` the rows of each."""

    def __init__(
        self,
        rows: Rows,
        themes: list[SurveyTheme],
        scales: SurveyScales,
        asked: Mapping[str, list[Row]],
        answers: Callable[[Row], list[Row]],
    ) -> None:
        super().__init__(rows.language, rows.languages, scales)
        self._rows, self._themes = rows, themes
        self._asked, self._answers = asked, answers
        self._texts = OtherTexts(rows)

    # Where each text of the bank is from

    def originals(self, data: dict[str, Any]) -> Iterator[Original]:
        yield from self._about(data["instrument"])
        for key, scale in data["scales"].items():
            yield from self.scale_texts(key, scale, self._answer_rows(key))
        for theme, entry in zip(self._themes, data["themes"], strict=True):
            yield from self._theme(theme, entry)

    def _about(self, about: dict[str, Any]) -> Iterator[Original]:
        settings = {
            row.get("surveyls_language", ""): row for row in self._rows.of("surveys_languagesettings")
        }  # fmt: skip

        def said(name: str) -> Said:
            # Read once, though a title is the short one as well: what has HTML in it is counted.
            return cache(
                lambda language: self._rows.plain(settings.get(language, {}).get(name, ""))
            )

        yield from titles("/instrument", about["title"], said("surveyls_title"))
        for key, name in (("purpose", "surveyls_description"), ("intro", "surveyls_welcometext")):
            if key in about:
                yield Original(f"/instrument/{key}", about[key], said(name))

    def _theme(self, theme: SurveyTheme, entry: dict[str, Any]) -> Iterator[Original]:
        place = f"/themes/{entry['code']}"
        yield from titles(place, entry["title"], self._said("gid", theme.group, "group_name"))
        if "page_intro" in entry:
            said = self._said("qid", theme.introduced_by, "question")
            yield Original(f"{place}/page_intro", entry["page_intro"], said)
        first, last, _is_up = self._scales.ends(theme.scale)
        for row, item in zip(theme.questions, entry["items"], strict=True):
            said = self._statement(row, first, last)
            at = f"{place}/items/{item['code']}"
            yield Original(f"{at}/text", item["text"], said)
            label = item.get("label", item["text"])
            yield Original(f"{at}/label", label, then(said, label_of), LONGEST_LABEL)

    def _statement(self, row: Row, first: str, last: str) -> Said:
        said = self._said("qid", row, "question")
        return then(said, lambda text: statement_of(text, first, last))

    def _answer_rows(self, key: str) -> list[Row]:
        return [row for one in self._asked.get(key, ()) for row in self._answers(one)]

    def answer_in(self, language: str, row: Row) -> str:
        return self._texts.words(language, "aid", row, "answer")

    def own_answer(self, row: Row) -> str:
        return plain_words(self._rows.as_written(row, "aid", "answer")) or row.get("code", "")

    def _said(self, key: str, row: Row, name: str) -> Said:
        return lambda language: self._texts.words(language, key, row, name)


def _key(key: str, row: Row) -> Key:
    if key:
        return key, row.get(key, "")
    return "answer", row.get("qid", ""), row.get("code", ""), row.get("scale_id") or "0"
