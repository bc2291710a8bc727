"""Reads an answer of a file as a raw answer of its scale: a value, a code of another survey, or the words of a label."""

import re
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from accounts.table_faults import CellError
from accounts.table_file import one_line
from documents.characters import likeness
from leadership.files.answer_codes import read_codes
from leadership.files.answer_direction import bare
from leadership.files.other_choices import other_choice
from leadership.instrument import RawAnswer, Scale

WHOLE = re.compile(r"([+-]?\d{1,4})(?:[.,]0*)?")
MOST = 400
SHOWN = 40
AnswersAre = Literal["", "values", "codes"]


@dataclass(frozen=True)
class AnswerReading:
    """What may stand for each answer of one scale."""

    values: dict[str, RawAnswer]
    codes: dict[str, RawAnswer]
    labels: dict[str, RawAnswer]
    codes_first: bool

    def answer(self, cell: str) -> RawAnswer:
        """Return what a cell that is not empty says. Raises CellError."""
        text = one_line(cell, at_most=MOST)
        first, second = self.values, self.codes
        if self.codes_first:
            first, second = second, first
        plain = _number(text)
        for known in (first, second):
            if plain in known:
                return known[plain]
        found = self._by_words(text)
        if found is None:
            message = _("“%(answer)s” is not an answer to this question. There are: %(choices)s.")
            choices = ", ".join(str(raw) for raw in self.values.values())
            raise CellError(message % {"answer": text[:SHOWN], "choices": choices})
        return found

    def _by_words(self, text: str) -> RawAnswer | None:
        """Find the answer by its label, also by `4 - Agree` where the two agree."""
        found = self.labels.get(likeness(text))
        words = bare(text)
        if found is None and words != text:
            found = self.labels.get(likeness(words))
            number = WHOLE.match(text)
            means = {self.values.get(number[1]), self.codes.get(number[1])} if number else set()
            if means - {None} and found not in means:
                return None
        other = other_choice(text)
        return self.values.get(other.casefold()) if found is None and other else found


def reading_of(scale: Scale, *, codes_first: bool) -> AnswerReading:
    """Return how answers of a scale are read; its own values come first, or the codes of another survey."""
    codes = {code.casefold(): answer for code, answer in read_codes(scale.kind).items()}
    values: dict[str, RawAnswer] = {_number(str(raw)): raw for raw, _choice in scale.answers}
    labels: dict[str, RawAnswer] = {}
    for raw, choice in scale.answers:
        for words in (choice.label, bare(choice.label)):
            if likeness(words) and not WHOLE.fullmatch(words):
                labels.setdefault(likeness(words), raw)
    return AnswerReading(values, codes, labels, codes_first)


def is_turned(scale: Scale) -> bool:
    """Tell whether numbers mean one answer in the survey that a scale comes from, and another in the bank."""
    values = {str(raw): raw for raw, _choice in scale.answers}
    codes = read_codes(scale.kind)
    return any(values.get(code, answer) != answer for code, answer in codes.items())


def _number(text: str) -> str:
    """Return a whole number as it is written here, whatever a spreadsheet made of it; other text in lower case."""
    found = WHOLE.fullmatch(text)
    return str(int(found[1])) if found else text.casefold()
