"""What may help where readiness statements are not true yet, and what is said where no answer was low."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from leadership.instrument import (
    DONT_KNOW,
    Circumstance,
    Instrument,
    RawAnswer,
    ReadinessStatement,
    Scale,
    TipsWhen,
)
from leadership.scoring import HELPFUL_ENOUGH, is_low, position

MOST_TIPS = 5
# Of what is neither low nor true: it hinders little, so nobody need look at all of it.
MOST_IN_BETWEEN = 3


@dataclass(frozen=True)
class Tip:
    """What may help with one statement. No tip asks for what the person has done, as far as that is known."""

    asked: ReadinessStatement
    answer: str
    """The person's own word for how true it is."""
    holding: frozenset[Circumstance]

    @property
    def statement(self) -> str:
        return self.asked.text

    @property
    def text(self) -> str:
        return self.asked.tip_for(self.holding)


@dataclass(frozen=True)
class Tips:
    """The tips to look at first, the others, and those for what the person did not know."""

    main: tuple[Tip, ...] = ()
    others: tuple[Tip, ...] = ()
    to_find_out: tuple[Tip, ...] = ()
    nothing_low: str = ""
    """What is said where no answer was low; '' where one was, or none was given."""

    @property
    def may_differ(self) -> bool:
        """Whether what the person has done could change any of them."""
        shown = (*self.main, *self.others, *self.to_find_out)
        return any(tip.asked.tip_when != TipsWhen() for tip in shown)

    def when(self, done: frozenset[Circumstance]) -> "Tips":
        """Return the same for somebody of whom this holds as well. It is theirs alone to read: it tells what they have done."""

        def worded(tips: Iterable[Tip]) -> tuple[Tip, ...]:
            return tuple(replace(tip, holding=tip.holding | done) for tip in tips)

        return replace(
            self,
            main=worded(self.main),
            others=worded(self.others),
            to_find_out=worded(self.to_find_out),
        )


@dataclass(frozen=True)
class _Given:
    """A statement with the scale that it was asked on and its answer."""

    statement: ReadinessStatement
    scale: Scale
    value: RawAnswer | None
    holding: frozenset[Circumstance]

    @property
    def is_low(self) -> bool:
        return is_low(self.scale, self.value)

    @property
    def is_true(self) -> bool:
        return _is_true(self.scale, self.value)

    @property
    def is_in_between(self) -> bool:
        """Whether it is neither low nor true enough, such as 3 of 5."""
        return isinstance(self.value, int) and not (self.is_low or self.is_true)

    @property
    def answer(self) -> str:
        return self.scale.label_of_text(str(self.value))

    @property
    def tip(self) -> Tip:
        return Tip(self.statement, self.answer, self.holding)


def tips_for(
    instrument: Instrument, answers: Mapping[str, RawAnswer], *, holding: frozenset[Circumstance]
) -> Tips:
    """Return the tips for what is least true yet, those for key statements first, where so much holds of the assessment."""
    given = list(_given(instrument, answers, holding))
    low = _key_first(one for one in given if one.is_low)
    to_find_out = [one for one in given if one.value == DONT_KNOW]
    if low or all(one.value is None for one in given):
        return Tips(main=_tips(low[:MOST_TIPS]), to_find_out=_tips(to_find_out))
    # What is not known may turn out low, so it comes before what is only in between.
    between = [] if to_find_out else _key_first(one for one in given if one.is_in_between)
    return Tips(
        main=_tips(between[:MOST_IN_BETWEEN]),
        others=_tips(between[MOST_IN_BETWEEN:]),
        to_find_out=_tips(to_find_out),
        nothing_low=_nothing_low(given, to_find_out, between),
    )


def _given(
    instrument: Instrument, answers: Mapping[str, RawAnswer], holding: frozenset[Circumstance]
) -> Iterator[_Given]:
    for _code, side in instrument.readiness.sides if instrument.readiness else ():
        for statement in side.statements:
            value = answers.get(statement.code)
            yield _Given(statement, instrument.scale_of_side(side), value, holding)


def _key_first(given: Iterable[_Given]) -> list[_Given]:
    return sorted(given, key=lambda one: not one.statement.key)


def _tips(given: Iterable[_Given]) -> tuple[Tip, ...]:
    return tuple(one.tip for one in given)


# Where no answer was low -----------------------------------------------------------------------


def _nothing_low(
    given: Sequence[_Given], to_find_out: Sequence[_Given], between: Sequence[_Given]
) -> str:
    """Say what the answers come to, in the labels of the scales that they were given on."""
    if all(one.is_true for one in given):
        words = _(
            "You answered %(labels)s throughout. Nothing here needs to be sorted out first, so you could choose a start date now."
        )
        return words % {"labels": _labels(given, _is_true)}
    low = {"labels": _labels(given, is_low)}
    if to_find_out:
        return ngettext(
            "Nothing here was %(labels)s. You did not know about one of them, so finding out is a good first step:",
            "Nothing here was %(labels)s. You did not know about %(count)d of them, so finding out is a good first step:",
            len(to_find_out),
        ) % {**low, "count": len(to_find_out)}
    if not between:
        # Something was left open, about which nothing can be said.
        return _("Nothing here was %(labels)s.") % low
    answered = {one.answer for one in between}
    labels = (point.label for one in between for point in one.scale.points)
    quoted = _either(label for label in labels if label in answered)
    said = {**low, "between": quoted, "count": len(between)}
    if len(between) > MOST_IN_BETWEEN:
        return ngettext(
            "Nothing here was %(labels)s, but %(count)d was %(between)s. You need not work on it now:",
            "Nothing here was %(labels)s, but %(count)d were %(between)s. You need not work on them all. These are the ones to look at first:",
            len(between),
        ) % said  # fmt: skip
    return ngettext(
        "Nothing here was %(labels)s. This was %(between)s. Firming it up would make your start easier:",
        "Nothing here was %(labels)s. These were %(between)s. Firming up one of them would make your start easier:",
        len(between),
    ) % said  # fmt: skip


def _labels(given: Iterable[_Given], fits: Callable[[Scale, RawAnswer | None], bool]) -> str:
    """Name the points that fit, of each scale that is asked: another bank has other words for them."""
    return _either(
        point.label for one in given for point in one.scale.points if fits(one.scale, point.value)
    )


def _is_true(scale: Scale, raw: RawAnswer | None) -> bool:
    return isinstance(raw, int) and position(scale, raw) >= HELPFUL_ENOUGH


def _either(labels: Iterable[str]) -> str:
    """Quote each label once: “A”, “B” or “C”."""
    *before, last = [_("“%(label)s”") % {"label": one} for one in dict.fromkeys(labels)]
    if not before:
        return last
    return _("%(labels)s or %(last)s") % {"labels": ", ".join(before), "last": last}
