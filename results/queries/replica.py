"""Where what is published is read: at a streaming replica, where the service has one and it has the results by now.

What is published is never changed, so a replica that has a release whole has it as the primary does, however far
behind it is. All else, and with it who may see what, is read from the primary.
"""

import logging
import time

from django.db import DEFAULT_DB_ALIAS, Error, connections

from results.models import Release

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
    except Error:
        _left_alone_until[REPLICA] = time.monotonic() + LEFT_ALONE_FOR
        logger.warning("The replica does not answer; the primary is read for %d s.", LEFT_ALONE_FOR)
        return DEFAULT_DB_ALIAS
    return REPLICA if has_it else DEFAULT_DB_ALIAS


def _has(release: Release) -> bool:
    """Tell whether the replica has all that was stored of a release: its goals are counted and stored later."""
    found = Release.objects.using(REPLICA).filter(pk=release.pk, campaign=release.campaign_id)
    counts = found.values_list("goal_count__published_at", flat=True)
    count = getattr(release, "goal_count", None)
    return list(counts) == [count and count.published_at]
