"""Gathers the scales of a survey: one for all questions with the same answers, and what is to be said of each."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from leadership.files.source import UnreadableError
from leadership.files.survey_answers import SHOWN, WORDS, SurveyChoices, SurveyScale
from leadership.files.understood import ApartAnswer, Direction, UnderstoodScale
from leadership.instrument import RawAnswer
from leadership.translation import gettext as _


@dataclass
class _Kept:
    """A scale with the questions that are asked with it."""

    scale: SurveyScale
    questions: list[str] = field(default_factory=list)
    codes: dict[str, RawAnswer] = field(default_factory=dict)


class SurveyScales:
    """The scales found so far, by their keys."""

    def __init__(self, choices: SurveyChoices) -> None:
        self._choices = choices
        self._kept: dict[str, _Kept] = {}
        self._keys: dict[tuple[object, ...], list[str]] = {}

    def has(self, scale: SurveyScale) -> bool:
        return self._same(scale) is not None

    def key_of(self, scale: SurveyScale, question: str) -> str:
        """Return the key of a scale, the one it has already where another question has the same answers."""
        key = self._same(scale) or f"scale-{len(self._kept) + 1}"
        if key not in self._kept:
            self._kept[key] = _Kept(scale)
            self._keys.setdefault(scale.identity, []).append(key)
        kept = self._kept[key]
        kept.questions.append(question)
        kept.codes |= scale.codes
        return key

    def answer(self, key: str, row: Mapping[str, str]) -> RawAnswer | None:
        """Return what the row of an answer stands for in a scale."""
        return self._shown(key).codes.get(row.get("code", ""))

    def ends(self, key: str) -> tuple[str, str, bool]:
        """Return the words of the survey's first answer and of its last, and whether the first is the lowest."""
        scale = self._shown(key)
        low, high = scale.points[0][1], scale.points[-1][1]
        ends = (low, high) if scale.first_is_lowest else (high, low)
        return *ends, scale.first_is_lowest

    def data(self) -> dict[str, Any]:
        """Return the scales as a bank file has them. Raises UnreadableError where one to be turned is not there."""
        if missing := sorted(self._choices.turn - set(self._kept)):
            known = ", ".join(self._kept)
            raise UnreadableError(
                _("there is no scale %(missing)s to turn. There are: %(known)s.")
                % {"missing": missing[0][:SHOWN], "known": known}
            )
        return {key: self._shown(key).data() for key in self._kept}

    def notes(self) -> Iterator[str]:
        """Say of each scale how it was understood."""
        for key, kept in self._kept.items():
            scale = self._shown(key)
            points = ", ".join(_point(value, label) for value, label in scale.points)
            yield _(
                "The scale %(key)s, of %(questions)s, goes from the lowest to the highest: %(points)s. %(why)s"
            ) % {
                "key": key,
                "questions": _questions(kept),
                "points": points,
                "why": _why(scale, key),
            }
            for other in WORDS:
                if label := scale.label_of(other):
                    yield (
                        _(
                            'The answer “%(label)s” of %(question)s is taken for “%(words)s”, which is not scored. If it is a point: --scored "%(label)s".'
                        )
                        % {"label": label, "question": kept.questions[0], "words": _(WORDS[other])}
                    )

    def understood(self) -> Iterator[UnderstoodScale]:
        """Return the same for a page on which a person may choose otherwise."""
        for key, kept in self._kept.items():
            scale = self._shown(key)
            yield UnderstoodScale(
                key=key,
                questions=tuple(kept.questions),
                points=scale.points,
                apart=tuple(
                    ApartAnswer(one.label, other, scale.label_of(other) == one.label)
                    for one, other in scale.others
                ),
                direction=Direction.CHOSEN if key in self._choices.turn else _direction(scale),
                is_listed=bool(scale.codes),
            )

    def left_out(self) -> Iterator[str]:
        """Name each answer beyond the one of its kind that a scale has room for."""
        for key, kept in self._kept.items():
            scale = self._shown(key)
            for answer, other in scale.others:
                if (first := scale.label_of(other)) != answer.label:
                    yield (
                        _(
                            "The answer “%(label)s” of %(questions)s: a scale has one answer for “%(words)s”, and that is “%(first)s”."
                        )
                        % {
                            "label": answer.label,
                            "questions": kept.questions[0],
                            "words": _(WORDS[other]),
                            "first": first,
                        }
                    )

    def _same(self, scale: SurveyScale) -> str | None:
        for key in self._keys.get(scale.identity, ()):
            if _agree(self._kept[key].codes, scale.codes):
                return key
        return None

    def _shown(self, key: str) -> SurveyScale:
        kept = self._kept[key]
        scale = replace(kept.scale, codes=kept.codes)
        return scale.turned() if key in self._choices.turn else scale


def _direction(scale: SurveyScale) -> Direction:
    if scale.is_turned:
        return Direction.TURNED
    are_numbers = all(label == str(value) for value, label in scale.points)
    return Direction.TOLD if scale.goes_up is not None or are_numbers else Direction.UNTOLD


def _agree(one: dict[str, RawAnswer], other: Any) -> bool:
    return all(one.get(code, answer) == answer for code, answer in other.items())


def _point(value: int, label: str) -> str:
    return f"{value} “{label[:SHOWN]}”" if label != str(value) else label


def _questions(kept: _Kept) -> str:
    first, others = kept.questions[0], len(kept.questions) - 1
    return (
        _("%(first)s and %(others)s more") % {"first": first, "others": others} if others else first
    )


def _why(scale: SurveyScale, key: str) -> str:
    remedy = _(
        "If it is the other way round, turn it: --turn %(key)s, or change its answers in the draft."
    ) % {"key": key}
    if scale.is_turned:
        return _(
            "In the survey the answers stand the other way round, so they were turned. %(remedy)s"
        ) % {"remedy": remedy}
    if scale.goes_up is None and not scale.is_numbered:
        return _(
            "The answers have no numbers one after the other, and their words do not tell which end is the higher. %(remedy)s"
        ) % {"remedy": remedy}
    if scale.goes_up is None:
        return _("Their words do not tell which end is the higher. %(remedy)s") % {"remedy": remedy}
    return remedy
