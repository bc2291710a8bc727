"""Item statistics are worked out anew."""

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
from psychometrics.item_analysis import Cases, Tally, may_show_again
from psychometrics.models import ItemSnapshot
from psychometrics.queries import gathered, latest_snapshot


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
    tally = _renewed(version, organisation, at=at)
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
    )
    audit(
        "item_statistics.renewed", at=at, by=by, subject=version, organisation=organisation,
        bank=version.bank.code, number=version.number,
    )  # fmt: skip
    return snapshot


def _renewed(version: BankVersion, organisation: Organisation, *, at: datetime) -> Tally:
    shown = latest_snapshot(version, organisation)
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
