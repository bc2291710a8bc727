"""The goals of those who took part are counted once, some time after the close, and published."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.actions.steps import step
from accounts.queries import lock_organisation
from banks.queries import instrument_of
from results import disclosure
from results.actions.cells import CELL_COLUMNS, CellRow, cell_rows
from results.actions.errors import PublishingError
from results.actions.releases import MOST_READINGS, make_files_ahead
from results.models import Cell, GoalCount
from results.queries.codes import code_of
from results.queries.goals import counted_until, goals_snapshot, hidden_groups, quick_look
from results.queries.snapshot import rules_of


def publish_goal_count(count: GoalCount, *, at: datetime) -> GoalCount:
    """Count the goals of those who took part, if it is time, and publish how many have which: once.

    The same people in the same groups as at the close. Reading and working out hold no lock. Counts of one
    organisation take turns in storing, and one that was overtaken is made anew, so that no goal is in two of them; so is one under
    which somebody was erased or a goal was stopped.
    """
    for _reading in range(MOST_READINGS):
        count = GoalCount.objects.select_related("release__campaign__version").get(pk=count.pk)
        if count.published_at is not None:
            return count
        if at < count.due_at:
            raise PublishingError(_("It is not time yet to count the goals of this campaign."))
        count.after = counted_until(count)
        seen = quick_look(count, after=count.after)
        instrument = instrument_of(count.release.campaign.version_id)
        rules = rules_of(instrument, count.release.smallest_group)
        found = disclosure.publish(goals_snapshot(count, after=count.after), rules)
        # The cells of people are there already, from the close.
        rows = _goal_rows(count, [cell for cell in found.cells if cell.statistic != "people"])
        count.reasons = list(found.reasons)
        count.decisions = [asdict(decision) for decision in found.decisions]
        count.audit = asdict(found.audit)
        if _publish_once(count, seen, rows, publishable=found.publishable, at=at):
            return count
    raise PublishingError("What the count of goals rests on kept changing.")


@step()
def _publish_once(
    count: GoalCount,
    seen: tuple[object, ...],
    rows: list[CellRow],
    *,
    publishable: bool,
    at: datetime,
) -> bool:
    """Store what was counted; nothing where it was published meanwhile, or what it rests on has changed."""
    campaign = count.release.campaign
    lock_organisation(campaign.organisation_id)
    open_still = GoalCount.objects.filter(pk=count.pk, published_at=None)
    if not open_still.exists() or counted_until(count) != count.after:
        return False
    # Whoever erases somebody holds the same lock.
    if quick_look(count, after=count.after) != seen:
        return False
    # All at once, as there are few cells a group and nobody may read the half of them.
    Cell.objects.insert_rows(CELL_COLUMNS, rows)
    count.published_at = at
    count.save()
    audit(
        "campaign.goals_published",
        at=at,
        by=None,
        subject=campaign,
        organisation=campaign.organisation,
        publishable=publishable,
    )
    make_files_ahead(count.release, at=at)
    return True


def _goal_rows(count: GoalCount, cells: Sequence[disclosure.Cell]) -> list[CellRow]:
    """Return the cells as they come behind those of the close; a group that was hidden then stays so."""
    groups = {code_of(group): group for group in count.release.groups.all()}
    kinds = {(cell.statistic, cell.code): cell for cell in cells}
    hidden = [
        replace(
            cell,
            kind=group.kind,
            group=code_of(group),
            n=None,
            value=None,
            hidden=disclosure.Hidden(why),
        )
        for group, why in hidden_groups(count).items()
        for cell in kinds.values()
    ]
    first = Cell.objects.filter(group__release=count.release).count()
    return list(cell_rows(groups, [*cells, *hidden], first))
