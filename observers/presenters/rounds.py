"""What a manager, and whoever agrees to a list, reads of a round before it is published: never who has answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from leadership.observing import RaterGroup
from observers.models import GROUP_NAMES, Approval, Rater, Round
from observers.published import from_plain


@dataclass(frozen=True)
class PersonView:
    """Somebody on the list."""

    key: int
    name: str
    email: str
    revoked: bool
    is_unreached: bool


@dataclass(frozen=True)
class GroupView:
    """One group of a list."""

    group: RaterGroup
    title: str | Promise
    people: tuple[PersonView, ...]
    cards: int

    @property
    def asked(self) -> int:
        return len(self.people) + self.cards


@dataclass(frozen=True)
class RoundView:
    """A round with its list."""

    round: Round
    state: str
    groups: tuple[GroupView, ...]
    is_open: bool
    shows_anything: bool
    """Whether its results hold anything; a round without them shows nothing."""

    @property
    def asked(self) -> int:
        return sum(group.asked for group in self.groups)

    @property
    def last_day(self) -> datetime:
        return self.round.closes_at - timedelta(minutes=1)

    @property
    def waits_for(self) -> str:
        """Whose word a list waits for."""
        approver = self.round.approver
        if self.round.approval == Approval.LINE_MANAGER and approver:
            return approver.name
        return _("an HR lead")


def round_view(
    round_: Round, people: Sequence[Rater], unreached: Collection[str], *, at: datetime
) -> RoundView:
    groups = tuple(
        GroupView(
            group,
            GROUP_NAMES[group],
            tuple(
                PersonView(one.pk, one.name, one.email, one.revoked, one.email in unreached)
                for one in people
                if one.group == group and one.email
            ),
            sum(one.group == group and one.is_card for one in people),
        )
        for group in RaterGroup
    )
    shows_anything = bool(round_.results) and from_plain(round_.results).shows_anything
    state = _state(round_, at, shows_anything=shows_anything)
    return RoundView(round_, state, groups, round_.is_open_at(at), shows_anything)


def _state(round_: Round, at: datetime, *, shows_anything: bool) -> str:
    states = (
        (shows_anything, _("Results are ready")),
        (round_.published_at is not None, _("Closed: too few answers")),
        (round_.is_draft, _("Being prepared")),
        (round_.is_waiting, _("Waits to be agreed to")),
        (at < round_.opens_at, _("Agreed to; not open yet")),
        (round_.is_open_at(at), _("Open")),
    )
    return next((words for holds, words in states if holds), _("Closed; results are being made"))
