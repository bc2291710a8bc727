"""How a campaign's results were protected, in plain words: what was hidden, and how hard it was tried.

Of the log and the audit only what says nothing about anybody: no number of people behind a hidden
figure, and no name of a group.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.queries import LeftOut
from banks.queries import instrument_of
from results.disclosure import IN_WORDS, Hidden
from results.models import Release
from results.presenters.cells import why_hidden, why_unpublished
from results.queries.snapshot import rules_of


@dataclass(frozen=True)
class Reason:
    """Why figures have no number, and how many of them."""

    words: str
    figures: int


@dataclass(frozen=True)
class Protection:
    """What was done so that nobody can be picked out of a campaign's results."""

    campaign: str
    slug: str
    organisation: str
    published_at: datetime
    publishable: bool
    unpublished: tuple[str, ...]
    smallest_group: int
    spread_group: int
    shown: int
    hidden: tuple[Reason, ...]
    kinds: int
    rounds: int
    attacks: tuple[Reason, ...]
    compared_with: bool
    counted: str
    left_out: tuple[str, ...]
    goals_counted_at: datetime | None
    goals: bool
    purpose_limit: str

    @property
    def figures(self) -> int:
        return self.shown + sum(reason.figures for reason in self.hidden)

    @property
    def was_tried(self) -> bool:
        """Whether the results were attacked at all: some are refused before anything is worked out."""
        return self.rounds > 0

    @property
    def found(self) -> int:
        return sum(reason.figures for reason in self.attacks)


def present_protection(release: Release, counted: Mapping[str, int]) -> Protection:
    """Present a release's log; `counted` says how many cells are hidden for each reason."""
    instrument = instrument_of(release.campaign.version_id)
    rules = rules_of(instrument, release.smallest_group)
    in_words = sum(counted.get(code, 0) for code in IN_WORDS)
    goals = getattr(release, "goal_count", None)
    audits = [release.audit, *([goals.audit] if goals else [])]
    found = Counter(finding["reason"] for each in audits for finding in each.get("found", []))
    return Protection(
        campaign=release.campaign.name,
        slug=release.campaign.slug,
        organisation=release.campaign.organisation.name,
        published_at=release.published_at,
        publishable=release.publishable,
        unpublished=tuple(why_unpublished(code) for code in release.reasons),
        smallest_group=rules.smallest,
        spread_group=rules.spread_minimum,
        shown=counted.get("", 0) + in_words,
        hidden=_hidden(counted),
        kinds=sum(each.get("figures", 0) for each in audits),
        rounds=max(each.get("rounds", 0) for each in audits),
        attacks=tuple(Reason(_how_found(code), number) for code, number in sorted(found.items())),
        compared_with=release.earlier_id is not None,
        counted=_counted_words(release),
        left_out=tuple(left_out_words(release)),
        goals_counted_at=goals.published_at if goals else None,
        goals=bool(goals),
        purpose_limit=instrument.text("purpose_limit"),
    )


def _counted_words(release: Release) -> str:
    """Say how many the figures rest on, of how many who were invited and who finished."""
    finished = release.submitted + release.came_late + release.unconfirmed
    # Who finished, does not count and has left since is in no list of those invited any more.
    invited = max(release.invited, finished)
    numbers = {"counted": release.submitted, "invited": invited, "finished": finished}
    if finished > release.submitted:
        return (
            _(
                "Of %(invited)s people invited %(finished)s finished, and %(counted)s of these count."
            )
            % numbers
        )
    return (
        _("Of %(invited)s people invited %(counted)s finished, and all of these count.") % numbers
    )


def left_out_words(release: Release | LeftOut) -> Iterator[str]:
    """Say of those who finished and do not count how many they are, and why."""
    if release.came_late:
        yield ngettext(
            "%(people)s person finished who became a member after the campaign had opened. They do not count, so that nobody can be added by who has answered already.",
            "%(people)s people finished who became members after the campaign had opened. They do not count, so that nobody can be added by who has answered already.",
            release.came_late,
        ) % {"people": release.came_late}
    if release.unconfirmed:
        yield ngettext(
            "%(people)s person finished whom an HR lead had brought in and no administrator had confirmed. They do not count, so that nobody who reads results can make people up.",
            "%(people)s people finished whom HR leads had brought in and no administrator had confirmed. They do not count, so that nobody who reads results can make people up.",
            release.unconfirmed,
        ) % {"people": release.unconfirmed}


def _hidden(counted: Mapping[str, int]) -> tuple[Reason, ...]:
    """Return each reason once: some that tell too much are in the words of another."""
    figures: Counter[str] = Counter()
    for code in Hidden:
        if code in counted and code not in IN_WORDS:
            figures[why_hidden(code)] += counted[code]
    return tuple(Reason(words, number) for words, number in figures.items())


def _how_found(code: str) -> str:
    """Return in words what an attack of this kind would have told."""
    words = {
        Hidden.CROSSING: _(
            "Two ways of grouping people, laid over each other, told a few of them apart."
        ),
        Hidden.UNMATCHED: _("Two campaigns side by side told apart who came or went."),
        Hidden.LIKE_LATELY: _("Another campaign shortly before told apart who came or went."),
        Hidden.BOUNDED: _("Figures together came too close to one person’s score or answer."),
    }
    return words.get(Hidden(code), _("The figures of a smaller group could be worked out."))
