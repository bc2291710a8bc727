"""Where what is published is read: at a streaming replica, where the service has one and it has the results by now.

What is published is never changed, so a replica that has a release whole has it as the primary does, however far
behind it is. All else, and with it who may see what, is read from the primary.
"""

import logging
import time

from django.db import DEFAULT_DB_ALIAS, Error, connections

from results.models import Cell, Release

logger = logging.getLogger(__name__)

REPLICA = "replica"
LEFT_ALONE_FOR = 30.0
"""Seconds in which this process does not ask one again that did not answer: each try may take as long as connecting."""

_left_alone_until = {REPLICA: 0.0}


def database_of(release: Release) -> str:
    """Return the name of the database from which groups and cells of a release are read (a query of the replica)."""
    if REPLICA not in connections or time.monotonic() < _left_alone_until[REPLICA]:
        return DEFAULT_DB_ALIAS
    try:
        has_it = _has(release)
    except Error as error:
        _left_alone_until[REPLICA] = time.monotonic() + LEFT_ALONE_FOR
        reason = next(iter(str(error).splitlines()), "")
        logger.warning("The primary is read for %d s in place of the replica: %s", LEFT_ALONE_FOR, reason)  # fmt: skip
        return DEFAULT_DB_ALIAS
    return REPLICA if has_it else DEFAULT_DB_ALIAS


def _has(release: Release) -> bool:
    """Tell whether the replica has all that was stored of a release: the cells of its goals come later.

    It fetches a whole cell with its group, which fails while the replica lacks a column that a migration has added. That it
    was published in the same microsecond tells it from the release with that number in any other database.
    """
    count = getattr(release, "goal_count", None)
    found = Cell.objects.using(REPLICA).filter(
        group__release=release.pk,
        group__release__campaign=release.campaign_id,
        group__release__published_at=release.published_at,
        group__release__goal_count__published_at=count and count.published_at,
        group__order=0,
    )
    return found.select_related("group").order_by("order").first() is not None
