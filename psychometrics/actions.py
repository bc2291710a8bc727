"""Item statistics are worked out anew."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.errors import DomainError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from banks.models import BankVersion
from banks.queries import instrument_of
from leadership.instrument import Anonymity
from psychometrics.item_analysis import Cases, Tally, may_show_again
from psychometrics.models import FiguresByLanguage, FiguresOfLanguage, ItemSnapshot
from psychometrics.queries import gathered, languages_answered, latest_snapshot


class StatisticsError(DomainError):
    """Item statistics cannot be worked out now; its words are for people."""


@transaction.atomic
def renew_item_statistics(
    version: BankVersion, *, organisation: Organisation, by: User, at: datetime
) -> ItemSnapshot:
    """Freeze a version's item statistics over an organisation, in place of those that are shown.

    Refused while so few people would be in only one of the two that their difference told about them.
    """
    lock_organisation(organisation.pk)  # two at once take turns
    least = instrument_of(version.pk).scoring.anonymity.min_n_for_psychometrics
    shown = latest_snapshot(version, organisation)
    tally = _renewed(version, organisation, shown, at=at)
    cases = tally.cases()
    # One theme with enough is worth freezing; the others say that they have too few.
    if all(case.complete < least for case in cases.values()):
        raise StatisticsError(
            _(
                "There are not enough answers yet: at least %(least)s people have to complete a theme."
            )
            % {"least": least}
        )
    snapshot = ItemSnapshot.objects.create(
        version=version,
        organisation=organisation,
        taken_at=at,
        taken_by=by,
        cases={code: asdict(case) for code, case in cases.items()},
        figures={
            "themes": [asdict(theme) for theme in tally.statistics(minimum=least)],
            "overall": asdict(tally.overall(minimum=least)),
        },
        by_language=_by_language(version, organisation, shown, at=at),
    )
    audit(
        "item_statistics.renewed", at=at, by=by, subject=version, organisation=organisation,
        bank=version.bank.code, number=version.number,
    )  # fmt: skip
    return snapshot


def _renewed(
    version: BankVersion, organisation: Organisation, shown: ItemSnapshot | None, *, at: datetime
) -> Tally:
    if shown is None:
        return gathered(version, organisation, until=at)
    tally = gathered(version, organisation, until=shown.taken_at)
    new = gathered(version, organisation, after=shown.taken_at, until=at)
    then = {code: Cases(**cases) for code, cases in shown.cases.items()}
    # Two figures over nearly the same people tell about the few between them by subtraction.
    step = instrument_of(version.pk).scoring.anonymity.min_n_for_item_results
    if not may_show_again(then, tally.cases(), new.cases(), step=step):
        raise StatisticsError(
            _(
                "Too few people have finished since these figures were worked out. They are renewed "
                "when at least %(step)s more have, so that nobody can be picked out by comparing."
            )
            % {"step": step}
        )
    # Sums and no answers are added, so nothing has to be read twice.
    tally.absorb(new)
    return tally


def _by_language(
    version: BankVersion, organisation: Organisation, shown: ItemSnapshot | None, *, at: datetime
) -> FiguresByLanguage | dict[str, object]:
    """Return the figures of each language beside each other; what was shown stays while they may not be renewed.

    A theme has figures in every language or in none: otherwise those of all people would tell of the language left out.
    """
    languages = languages_answered(version, organisation, until=at)
    before: FiguresByLanguage | dict[str, object] = shown.by_language if shown else {}
    if len(languages) < 2:  # noqa: PLR2004 - nothing to put beside it
        return before
    limits = instrument_of(version.pk).scoring.anonymity
    tallies = {one: gathered(version, organisation, until=at, language=one) for one in languages}
    if (
        shown
        and before
        and not _may_renew(version, organisation, shown.by_language, tallies, at=at)
    ):
        return before
    enough = {
        theme.code
        for theme in instrument_of(version.pk).themes
        if all(
            one.cases()[theme.code].complete >= limits.min_n_for_psychometrics
            for one in tallies.values()
        )
    }
    if not enough:
        return before
    languages_now = {one: _stored(tally, enough, limits) for one, tally in tallies.items()}
    return {"taken_at": at.isoformat(), "languages": languages_now}


def _stored(tally: Tally, enough: set[str], limits: Anonymity) -> FiguresOfLanguage:
    themes = tally.statistics(minimum=limits.min_n_for_psychometrics)
    return {
        "cases": {code: asdict(case) for code, case in tally.cases().items()},
        "themes": [asdict(theme) for theme in themes if theme.code in enough],
    }


def _may_renew(
    version: BankVersion,
    organisation: Organisation,
    before: FiguresByLanguage,
    now: Mapping[str, Tally],
    *,
    at: datetime,
) -> bool:
    """Tell whether in each language enough people have come, or none."""
    step = instrument_of(version.pk).scoring.anonymity.min_n_for_item_results
    taken_at = datetime.fromisoformat(before["taken_at"])
    for language, stored in before["languages"].items():
        # Whoever was the last in a language, and is gone, would be told by the difference.
        if language not in now:
            return False
        then = {code: Cases(**cases) for code, cases in stored["cases"].items()}
        still = gathered(version, organisation, until=taken_at, language=language).cases()
        new = gathered(version, organisation, after=taken_at, until=at, language=language).cases()
        if not may_show_again(then, still, new, step=step):
            return False
    return True
