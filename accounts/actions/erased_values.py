"""What the log keeps of attributes that were changed for everybody: of a value that was one erased person's, nothing.

Such a line is about an attribute and not about somebody, so it does not stand under their address. A value may be
theirs alone all the same, such as a number of staff, and then it says who they were.
"""

from collections.abc import Iterable, Iterator

from accounts.models import AuditEntry, Membership

RENAMED, VALUE_CHANGED = "attribute.renamed", "attribute.value_changed"
# An attribute and its value.
Values = set[tuple[str, str]]


def hide_values_of(membership: Membership) -> None:
    """Take values out of the log that a membership had and nobody else of the organisation has or had by then."""
    organisation = membership.organisation
    entries = list(
        AuditEntry.objects.filter(
            organisation=organisation, act__in=(RENAMED, VALUE_CHANGED)
        ).order_by("-pk")
    )
    if not entries:
        return
    theirs = set(membership.attributes.items()) | _once_theirs(membership)
    others = Membership.objects.filter(organisation=organisation).exclude(pk=membership.pk)
    held = {pair for one in others.values_list("attributes", flat=True) for pair in one.items()}
    for entry in _naming(entries, theirs, held):
        details = entry.details | {"changed": {"value": ["", ""]}}
        AuditEntry.objects.filter(pk=entry.pk).reword(details=details)


def _once_theirs(membership: Membership) -> Values:
    """Return what the log says that somebody had before, by the pages and files that changed it for them alone."""
    own = AuditEntry.objects.filter(
        organisation=membership.organisation, subject=membership.user.email[:200]
    )
    return {
        (name, value)
        for details in own.values_list("details", flat=True)
        if isinstance(details.get("changed"), dict)
        for name, pair in details["changed"].items()
        for value in pair
    }


def _naming(entries: Iterable[AuditEntry], theirs: Values, held: Values) -> Iterator[AuditEntry]:
    """Walk back from the newest line to what values were called before; yield those that name a value of theirs alone."""
    for entry in entries:
        if entry.act == RENAMED:
            for had in (theirs, held):
                had.update([(entry.details["was"], v) for name, v in had if name == entry.subject])
            continue
        was, becomes = entry.details["changed"]["value"]
        before, after = (entry.subject, was), (entry.subject, becomes)
        alone = after in theirs and after not in held
        for had in (theirs, held):
            if after in had:
                had.add(before)
        if alone:
            yield entry
