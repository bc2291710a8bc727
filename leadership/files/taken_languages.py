"""The other languages of a file of another program, as draft translations of the bank that it becomes.

Such programs give a new language the words of the first: words that are still the same are taken for not translated yet.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from leadership.files.answer_direction import bare
from leadership.files.language_checks import gaps
from leadership.files.source import ReadSource, refusal_of, without_unwelcome
from leadership.files.survey_answers import KEYS
from leadership.files.survey_scales import SurveyScales
from leadership.files.survey_statements import LONGEST_LABEL
from leadership.instrument.types import LANGUAGE_PATTERN
from leadership.languages import primary
from leadership.translation import gettext as _

LONGEST_TEXT, LONGEST_TAG, SHOWN = 4_000, 20, 60
# Beyond any survey; each costs a search for every text.
MOST_LANGUAGES = 50
Row = dict[str, str]
Said = Callable[[str], str]
"""How to find what a survey says in a language; empty where it says nothing."""


@dataclass(frozen=True)
class Original:
    """A text of the bank, and how to find what the survey says there in a language."""

    place: str
    text: str
    said_in: Said
    longest: int = LONGEST_TEXT


class TakenLanguages(ABC):
    """All that is taken over of the other languages of a file. `languages` are those that it has, `language` its own."""

    def __init__(self, language: str, languages: Sequence[str], scales: SurveyScales) -> None:
        self.language, self.languages, self._scales = language, languages, scales
        # The rows of each answer of each scale, by its words.
        self._given: list[tuple[str, list[Row]]] = []

    @abstractmethod
    def originals(self, data: dict[str, Any]) -> Iterator[Original]:
        """Yield where each text of the bank is from."""

    @abstractmethod
    def own_answer(self, row: Row) -> str:
        """Return the words of an answer in the file's own language."""

    @abstractmethod
    def answer_in(self, language: str, row: Row) -> str:
        """Return the words of an answer in another language; empty where it has none."""

    def take(self, source: ReadSource) -> None:
        """Put the draft translations beside the bank, and say how many came in which language."""
        others = [one for one in dict.fromkeys(self.languages) if one != self.language]
        originals = list(self.originals(source.data)) if others else []
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
        said = {"language": language[:SHOWN], "own": self.language[:SHOWN]}
        if not re.fullmatch(LANGUAGE_PATTERN, language) or len(language) > LONGEST_TAG:
            return (
                _("The texts in “%(language)s”, which is no language tag such as en-GB or cy.")
                % said
            )
        if primary(language) == primary(self.language):
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
            said = [self.answer_in(language, row) for row in rows]
            if len(wordings := list(dict.fromkeys(filter(None, said)))) > 1:
                yield _(
                    "The answer “%(label)s” in %(language)s: of “%(first)s” and “%(other)s” the first is taken."
                ) % {
                    "label": label[:SHOWN],
                    "language": language,
                    "first": wordings[0][:SHOWN],
                    "other": "”, “".join(one[:SHOWN] for one in wordings[1:]),
                }

    def scale_texts(
        self, key: str, scale: Mapping[str, Any], rows: Sequence[Row]
    ) -> Iterator[Original]:
        """Yield the words of a scale's answers, which these rows of the file are."""
        standing_for: dict[object, list[Row]] = {}
        for row in rows:
            standing_for.setdefault(self._scales.answer(key, row), []).append(row)
        for point in scale["points"]:
            said = self._label(standing_for.get(point["value"], []), point["label"])
            place = f"/scales/{key}/points/{point['value']}/label"
            yield Original(place, point["label"], said, LONGEST_LABEL)
        for other, name in KEYS.items():
            if name in scale:
                label = scale[name]["label"]
                # A scale has one answer of the kind: what others say is another thing.
                rows = [row for row in standing_for.get(other, []) if self.own_answer(row) == label]
                place = f"/scales/{key}/{name}/label"
                yield Original(place, label, self._label(rows, label), LONGEST_LABEL)

    def _label(self, rows: list[Row], label: str) -> Said:
        """Return how to find the words of an answer: of the first of the questions that has any."""
        self._given.append((label, rows))

        def said(language: str) -> str:
            for row in rows:
                if words := self.answer_in(language, row):
                    # A scale that was turned has lost the numbers before its words.
                    return words if self.own_answer(row) == label else bare(words) or words
            # A number is the same in every language.
            return label if label.isdecimal() else ""

        return said


def _counted(language: str, found: int, every: int) -> str:
    return _("In %(language)s the survey has %(found)s of %(all)s texts. They come as drafts of a translation: nobody reads them before that language is offered.") % {
        "language": language, "found": found, "all": every
    }  # fmt: skip


def titles(place: str, title: str, said: Said) -> Iterator[Original]:
    """Yield a title and the short one, which is the same where a file has none."""
    for name in ("title", "short_title"):
        yield Original(f"{place}/{name}", title, then(said, _cut), LONGEST_LABEL)


def _cut(title: str) -> str:
    return title[:LONGEST_LABEL]


def then(said: Said, change: Said) -> Said:
    return lambda language: change(said(language))


def _misfit(original: Original, text: str) -> str:
    """Say why a text cannot stand in its place; empty where it can."""
    if len(text) > original.longest:
        return _("it is too long.")
    if gaps(text) != gaps(original.text):
        return _("it has not the same gaps to be filled in.")
    return refusal_of(text)
