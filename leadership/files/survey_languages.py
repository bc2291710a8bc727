"""The other languages of a survey, as draft translations of the bank that it becomes.

What a survey says is found in each language by the row that the bank's words are of. LimeSurvey gives a new
language the words of the first: words that are still the same are taken for not translated yet.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from leadership.files.answer_direction import bare
from leadership.files.language_checks import gaps
from leadership.files.source import ReadSource, refusal_of, without_unwelcome
from leadership.files.survey_answers import KEYS
from leadership.files.survey_rows import Row, Rows
from leadership.files.survey_scales import SurveyScales
from leadership.files.survey_statements import LONGEST_LABEL, SurveyTheme, label_of, statement_of
from leadership.files.words import plain_words
from leadership.instrument.types import LANGUAGE_PATTERN
from leadership.languages import primary
from leadership.translation import gettext as _

LONGEST_TEXT, LONGEST_TAG, SHOWN = 4_000, 20, 60
# Beyond any survey; each costs a search for every text.
MOST_LANGUAGES = 50
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


Said = Callable[[str], str]
"""How to find what a survey says in a language; empty where it says nothing."""


@dataclass(frozen=True)
class Original:
    """A text of the bank, and how to find what the survey says there in a language."""

    place: str
    text: str
    said_in: Said
    longest: int = LONGEST_TEXT


class SurveyLanguages:
    """All that is taken over of a survey's other languages. `asked` are the questions of each scale, `answers` the rows of each."""

    def __init__(
        self,
        rows: Rows,
        themes: list[SurveyTheme],
        scales: SurveyScales,
        asked: Mapping[str, list[Row]],
        answers: Callable[[Row], list[Row]],
    ) -> None:
        self._rows, self._themes, self._scales = rows, themes, scales
        self._asked, self._answers = asked, answers
        self._texts = OtherTexts(rows)
        # The rows of each answer of each scale, by its words.
        self._given: list[tuple[str, list[Row]]] = []

    def take(self, source: ReadSource) -> None:
        """Put the draft translations beside the bank, and say how many came in which language."""
        others = [one for one in dict.fromkeys(self._rows.languages) if one != self._rows.language]
        originals = list(self._originals(source.data)) if others else []
        taken: list[dict[str, str]] = []
        for language in others[:MOST_LANGUAGES]:
            left_out: list[str] = []
            refusal = self._refusal(language)
            found = [] if refusal else list(self._translations(language, originals, left_out))
            if all(one["text"].isdecimal() for one in found):
                said = _("The texts in other languages: %(others)s.") % {"others": language[:SHOWN]}
                left_out, found = [refusal or said], []
            else:
                left_out += self._differing(language)
                source.notes.append(_counted(language, len(found), len(originals)))
            source.left_out += [without_unwelcome(one)[0] for one in left_out]
            taken += found
        if more := others[MOST_LANGUAGES:]:
            said = _("The texts in other languages: %(others)s.") % {"others": len(more)}
            source.left_out.append(said)
        if taken:
            source.data["translations"] = taken

    def _refusal(self, language: str) -> str:
        """Say why nothing can be taken in a language; empty where something can."""
        said = {"language": language[:SHOWN], "own": self._rows.language[:SHOWN]}
        if not re.fullmatch(LANGUAGE_PATTERN, language) or len(language) > LONGEST_TAG:
            return (
                _("The texts in “%(language)s”, which is no language tag such as en-GB or cy.")
                % said
            )
        if primary(language) == primary(self._rows.language):
            return (
                _("The texts in %(language)s: the bank is in %(own)s already, the same language.")
                % said
            )
        return ""

    def _translations(
        self, language: str, originals: list[Original], left_out: list[str]
    ) -> Iterator[dict[str, str]]:
        for one in originals:
            text = one.said_in(language)
            if not text or (text == one.text and not text.isdecimal()):
                continue
            if misfit := _misfit(one, text):
                where = {"language": language, "place": one.place, "misfit": misfit}
                left_out.append(_("The text in %(language)s at %(place)s: %(misfit)s") % where)
                continue
            yield {"language": language, "place": one.place, "text": text, "state": "draft"}

    def _differing(self, language: str) -> Iterator[str]:
        """Name each answer that questions with the same scale have in different words."""
        for label, rows in self._given:
            said = [self._texts.words(language, "aid", row, "answer") for row in rows]
            if len(wordings := list(dict.fromkeys(filter(None, said)))) > 1:
                yield _(
                    "The answer “%(label)s” in %(language)s: of “%(first)s” and “%(other)s” the first is taken."
                ) % {
                    "label": label[:SHOWN],
                    "language": language,
                    "first": wordings[0][:SHOWN],
                    "other": "”, “".join(one[:SHOWN] for one in wordings[1:]),
                }

    # Where each text of the bank is from

    def _originals(self, data: dict[str, Any]) -> Iterator[Original]:
        yield from self._about(data["instrument"])
        for key, scale in data["scales"].items():
            yield from self._scale(key, scale)
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

        yield from _titles("/instrument", about["title"], said("surveyls_title"))
        for key, name in (("purpose", "surveyls_description"), ("intro", "surveyls_welcometext")):
            if key in about:
                yield Original(f"/instrument/{key}", about[key], said(name))

    def _theme(self, theme: SurveyTheme, entry: dict[str, Any]) -> Iterator[Original]:
        place = f"/themes/{entry['code']}"
        yield from _titles(place, entry["title"], self._said("gid", theme.group, "group_name"))
        if "page_intro" in entry:
            said = self._said("qid", theme.introduced_by, "question")
            yield Original(f"{place}/page_intro", entry["page_intro"], said)
        first, last, _is_up = self._scales.ends(theme.scale)
        for row, item in zip(theme.questions, entry["items"], strict=True):
            said = self._statement(row, first, last)
            at = f"{place}/items/{item['code']}"
            yield Original(f"{at}/text", item["text"], said)
            label = item.get("label", item["text"])
            yield Original(f"{at}/label", label, _then(said, label_of), LONGEST_LABEL)

    def _statement(self, row: Row, first: str, last: str) -> Said:
        said = self._said("qid", row, "question")
        return _then(said, lambda text: statement_of(text, first, last))

    def _scale(self, key: str, scale: dict[str, Any]) -> Iterator[Original]:
        standing_for: dict[object, list[Row]] = {}
        for row in (row for one in self._asked.get(key, ()) for row in self._answers(one)):
            standing_for.setdefault(self._scales.answer(key, row), []).append(row)
        for point in scale["points"]:
            said = self._label(standing_for.get(point["value"], []), point["label"])
            place = f"/scales/{key}/points/{point['value']}/label"
            yield Original(place, point["label"], said, LONGEST_LABEL)
        for other, name in KEYS.items():
            if name in scale:
                label = scale[name]["label"]
                # A scale has one answer of the kind: what others say is another thing.
                rows = [row for row in standing_for.get(other, []) if self._own(row) == label]
                place = f"/scales/{key}/{name}/label"
                yield Original(place, label, self._label(rows, label), LONGEST_LABEL)

    def _label(self, rows: list[Row], label: str) -> Said:
        """Return how to find the words of an answer: of the first of the questions that has any."""
        self._given.append((label, rows))

        def said(language: str) -> str:
            for row in rows:
                if words := self._texts.words(language, "aid", row, "answer"):
                    # A scale that was turned has lost the numbers before its words.
                    return words if self._own(row) == label else bare(words) or words
            # A number is the same in every language.
            return label if label.isdecimal() else ""

        return said

    def _own(self, row: Row) -> str:
        return plain_words(self._rows.as_written(row, "aid", "answer")) or row.get("code", "")

    def _said(self, key: str, row: Row, name: str) -> Said:
        return lambda language: self._texts.words(language, key, row, name)


def _counted(language: str, found: int, every: int) -> str:
    return _("In %(language)s the survey has %(found)s of %(all)s texts. They come as drafts of a translation: nobody reads them before that language is offered.") % {
        "language": language, "found": found, "all": every
    }  # fmt: skip


def _key(key: str, row: Row) -> Key:
    if key:
        return key, row.get(key, "")
    return "answer", row.get("qid", ""), row.get("code", ""), row.get("scale_id") or "0"


def _titles(place: str, title: str, said: Said) -> Iterator[Original]:
    """Yield a title and the short one, which is the same where a file has none."""
    for name in ("title", "short_title"):
        yield Original(f"{place}/{name}", title, _then(said, _cut), LONGEST_LABEL)


def _cut(title: str) -> str:
    return title[:LONGEST_LABEL]


def _then(said: Said, change: Said) -> Said:
    return lambda language: change(said(language))


def _misfit(original: Original, text: str) -> str:
    """Say why a text cannot stand in its place; empty where it can."""
    if len(text) > original.longest:
        return _("it is too long.")
    if gaps(text) != gaps(original.text):
        return _("it has not the same gaps to be filled in.")
    return refusal_of(text)
