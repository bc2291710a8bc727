"""Change since an earlier campaign: which one, who took part in both, and what their groups were then."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from django.db.models import Exists, OuterRef
from numpy.typing import NDArray

from assessments.models import Assessment, Campaign, ThemeScore
from assessments.queries.arrays import Floats, columns_of, indexes_of
from banks.queries import instrument_to_compare, source_of
from leadership.instrument import Reliability, Theme
from leadership.scoring import is_same_theme, is_too_soon, reliable_change
from results.disclosure import ABSENT, Distribution, Matched, Measure, Scores
from results.models import Cell, Release, ReleaseGroup, Roll
from results.queries.codes import code_of
from results.queries.contributions import ThemeValues

MEAN, CHANGE, LABEL_SHARE = "theme_mean", "matched_change", "change_share"
# Above any key of a member, so that no two are taken for one person.
ERASED = 2**40
LABELS = ("CLEAR_DOWN", "POSSIBLE_DOWN", "NONE", "POSSIBLE_UP", "CLEAR_UP")

# People by the code of each group they were in, its subgroups included.
ByGroup = Mapping[str, frozenset[int]]


@dataclass(frozen=True)
class Groups:
    """The groups of an earlier release: how each is called in a snapshot, and what it lies in."""

    codes: Mapping[int, str]
    parents: Mapping[int, int | None]
    of_attribute: frozenset[str]


@dataclass(frozen=True)
class Known:
    """What anybody may know of an earlier release: its groups, and by figure and group whom it rests on."""

    release: Release
    groups: Groups
    rolls: Mapping[tuple[str, str], Mapping[int, set[int]]]


def earlier_release(campaign: Campaign) -> Release | None:
    """Return the latest release of the organisation, of any version of the same bank, before this one."""
    # Without them it is not known whom its figures rest on, and nothing may be compared with those.
    rolls = Roll.objects.filter(group__release=OuterRef("pk"))
    return (
        Release.objects.filter(
            Exists(rolls),
            publishable=True,
            # Of one whose answers are gone it is not known who scored what.
            campaign__cleared_at=None,
            campaign__organisation=campaign.organisation_id,
            campaign__version__bank=campaign.version.bank_id,
            campaign__closes_at__lt=campaign.closes_at,
        )
        .exclude(campaign_id=campaign.pk)
        .select_related("campaign")
        .order_by("-campaign__closes_at", "-pk")
        .first()
    )


def change_measures(
    campaign: Campaign, earlier: Release, ids: Mapping[int, int], now: ThemeValues
) -> Iterator[Measure]:
    """Yield the change on each theme that was asked in the same words both times.

    `ids` gives the present assessment of each member who counts; somebody who does not is known by
    a number below 0. `now` holds the present scores in the order of `ids`.
    """
    instrument = source_of(campaign.version_id)
    then_instrument = instrument_to_compare(earlier.campaign.version_id, campaign.version_id)
    too_soon = is_too_soon(earlier.campaign.closes_at, campaign.closes_at)
    places = {pk: number for number, pk in enumerate(ids.values())}
    people = _people(earlier, ids)
    known = Known(earlier, _groups(earlier), _rolls(earlier, people))
    for theme in instrument.themes:
        if not is_same_theme(then_instrument, instrument, theme):
            continue
        then = _scores_then(earlier, theme.code, people)
        values = np.full(len(places), np.nan)
        for person, score in then.items():
            if person in places:
                values[places[person]] = now[theme.code][places[person]] - score
        yield Scores(
            theme.code,
            theme.title,
            values,
            labels=None if too_soon else _labels(campaign, theme, values, ids),
            mean=CHANGE,
            sd="change_sd",
            low=-100.0,
            high=100.0,
            cuts=(0.0, 1.0),  # whether somebody went down, stayed or went up must not follow
            matched=_matched(
                campaign,
                known,
                theme.code,
                frozenset(then) | _erased_with(earlier, theme.code),
                ~np.isnan(now[theme.code]),
            ),
        )


def groups_then(earlier: Release, ids: Mapping[int, int]) -> Mapping[str, frozenset[int]]:
    """Return who was in each group that an earlier release shows, those who were erased since too."""
    people = _people(earlier, ids)
    homes = _rolls(earlier, people)["people", ""]
    kept = frozenset(people.values())
    return _within(_groups(earlier), homes, shown=homes.keys(), kept=kept)


def _matched(
    campaign: Campaign,
    known: Known,
    code: str,
    scored_then: frozenset[int],
    scored_now: NDArray[np.bool_],
) -> Matched:
    """Return whom an earlier mean and an earlier change of a theme rested on, as far as they were shown."""
    means, changes = (_shown(known.release, statistic, code) for statistic in (MEAN, CHANGE))
    groups, rolls = known.groups, known.rolls
    first = _within(groups, rolls["people", ""], shown=means, kept=scored_then)
    before = _within(groups, rolls[CHANGE, code], shown=changes, kept=scored_then)
    return Matched(
        *_cuts(groups, campaign, first, before),
        scored_now=scored_now,
        means={groups.codes[group]: mean for group, mean in means.items()},
        under=(MEAN, code),
    )


def _labels(
    campaign: Campaign, theme: Theme, values: Floats, ids: Mapping[int, int]
) -> Distribution:
    """Sort each change by its label, with the precision that was frozen when the person submitted."""
    rows = ThemeScore.objects.filter(
        assessment__campaign=campaign, theme__code=theme.code, score__isnull=False
    )
    found, *precision = columns_of(rows, "assessment_id", "alpha", "sd")
    places, known = indexes_of(found, np.array(list(ids.values()), dtype=np.int64))
    facts = np.full((len(values), 3), np.nan)
    facts[:, 0] = values
    facts[places, 1:] = np.stack([column[known] for column in precision], axis=1)
    # Each change is judged once: a scale of five points gives few different ones.
    distinct, which = np.unique(np.round(facts, 9), axis=0, return_inverse=True)
    labels = [
        ABSENT
        if np.isnan([change, alpha, sd]).any()
        else LABELS.index(reliable_change(0, change, Reliability(alpha, sd)).code)
        for change, alpha, sd in distinct.tolist()
    ]
    return Distribution(
        theme.code,
        theme.title,
        np.array(labels, dtype=np.int64)[which.ravel()],
        LABELS,
        statistic=LABEL_SHARE,
        alike=((0, 1), (3, 4)),
    )


def _cuts(
    groups: Groups, campaign: Campaign, first: ByGroup, before: ByGroup
) -> tuple[ByGroup, tuple[ByGroup, ...]]:
    """Compare groups of the same name; another attribute's are only what else is known of then."""
    begins = f"{campaign.breakdown}="
    own = {
        group: people
        for group, people in first.items()
        if group not in groups.of_attribute or group.startswith(begins)
    }
    others = {group: people for group, people in first.items() if group not in own}
    changes = [
        {
            group: people
            for group, people in before.items()
            if (group in groups.of_attribute) is kind
        }
        for kind in (False, True)
    ]
    return own, tuple(cut for cut in (others, *changes) if cut)


def _people(earlier: Release, ids: Mapping[int, int]) -> Mapping[int, int]:
    """Return who each of the earlier assessments is of, as the present snapshot calls people."""
    rows = Assessment.objects.filter(campaign=earlier.campaign_id).values_list("pk", "member")
    # A negative key is nobody's assessment, and still tells one who left from another.
    people = {pk: ids.get(member, -member) for pk, member in rows}
    return people | {int(pk): _erased(pk) for pk in earlier.erased}


def _erased(assessment: str) -> int:
    """Return what stands for a person who was erased: nobody's key, and no other leaver's."""
    return -(ERASED + int(assessment))


def _erased_with(earlier: Release, code: str) -> frozenset[int]:
    """Return the erased on whose score of a theme the earlier figures rest."""
    return frozenset(_erased(pk) for pk, codes in earlier.erased.items() if code in codes)


def _groups(earlier: Release) -> Groups:
    groups = list(earlier.groups.all())
    return Groups(
        codes={group.pk: code_of(group) for group in groups},
        parents={group.pk: group.parent_id for group in groups},
        of_attribute=frozenset(
            code_of(group) for group in groups if group.kind == ReleaseGroup.Kind.ATTRIBUTE
        ),
    )


def _rolls(
    earlier: Release, people: Mapping[int, int]
) -> Mapping[tuple[str, str], Mapping[int, set[int]]]:
    """Return by figure and group whom it rests on, those who were erased since too."""
    found: dict[tuple[str, str], dict[int, set[int]]] = defaultdict(dict)
    for roll in Roll.objects.filter(group__release=earlier):
        those = {people[pk] for pk in roll.assessments if pk in people}
        found[roll.statistic, roll.code][roll.group_id] = those
    return found


def _scores_then(earlier: Release, code: str, people: Mapping[int, int]) -> Mapping[int, float]:
    rows = ThemeScore.objects.filter(
        assessment__campaign=earlier.campaign_id, theme__code=code, score__isnull=False
    )
    return {
        people[pk]: score
        for pk, score in rows.values_list("assessment", "score").iterator()
        if score is not None and pk in people
    }


def _shown(earlier: Release, statistic: str, code: str) -> Mapping[int, tuple[float, str | None]]:
    """Return the groups of which a theme's mean, or its change, was published, with what it said."""
    cells = Cell.objects.filter(
        group__release=earlier, statistic=statistic, code=code, value__isnull=False
    )
    return {
        group: (value, bound or None)
        for group, value, bound in cells.values_list("group", "value", "bound")
        if value is not None
    }


def _within(
    groups: Groups,
    rolls: Mapping[int, set[int]],
    *,
    shown: Collection[int],
    kept: frozenset[int],
) -> ByGroup:
    """Return whom each shown group was made of, those of its subgroups included."""
    found: dict[int, set[int]] = {group: set() for group in shown}
    for home, people in rolls.items():
        counted = people & kept
        group: int | None = home
        while group is not None:
            # The breakdown hangs below the organisation, whose people the teams bring already.
            if group in found and (group == home or groups.codes[home] not in groups.of_attribute):
                found[group] |= counted
            group = groups.parents[group]
    return {groups.codes[group]: frozenset(people) for group, people in found.items() if people}
