"""What a directory asks for by a filter (RFC 7644, 3.4.2.2), as questions to the database: eq, joined by and, or, not.

Apart from the other reads, as it loads what reads SCIM.
"""

from collections.abc import Callable, Mapping
from typing import Final
from uuid import UUID

from django.db.models import Q
from scim2_models import InvalidFilterException, ScimFilter
from scim2_models.path import (
    CompareOperator,
    Comparison,
    FilterNode,
    FilterVisitor,
    LogicalExpr,
    LogicalOperator,
    Not,
    ValuePath,
)

from provisioning.directory_data import key_of
from provisioning.models import DirectoryGroupPerson
from provisioning.resources import GROUP, USER, ScimGroup, ScimPerson

LONGEST_FILTER: Final = 2_000
NOBODY: Final = Q(pk__in=())

Column = Callable[[object], Q]


def people_that(text: str) -> Q:
    """Return what finds the people of a filter. Raises InvalidFilterException."""
    return _Question(_PEOPLE, USER).asked(ScimFilter[ScimPerson](_bounded(text)).ast)


def groups_that(text: str) -> Q:
    """Return what finds the groups of a filter. Raises InvalidFilterException."""
    return _Question(_GROUPS, GROUP).asked(ScimFilter[ScimGroup](_bounded(text)).ast)


def _bounded(text: str) -> str:
    if len(text) > LONGEST_FILTER:
        raise InvalidFilterException(
            detail=f"The filter is longer than {LONGEST_FILTER} characters."
        )
    return text


def _by_id(value: object) -> Q:
    try:
        return Q(public_id=UUID(str(value)))
    except ValueError:
        return NOBODY


def _by_active(value: object) -> Q:
    return Q(membership__left_at__isnull=str(value).lower() == "true")


def _by_member(value: object) -> Q:
    try:
        person = UUID(str(value))
    except ValueError:
        return NOBODY
    groups = DirectoryGroupPerson.objects.filter(person__public_id=person).values("group")
    return Q(pk__in=groups)


def _by_work_email(value: object) -> Q:
    return Q(work_email=str(value).strip().lower())


def _by_external_id(value: object) -> Q:
    # Somebody without one is not somebody with an empty one.
    return Q(external_id=str(value)) if value else NOBODY


_PEOPLE: Final[Mapping[str, Column]] = {
    "id": _by_id,
    "username": lambda value: Q(user_name=key_of(str(value))),
    "externalid": _by_external_id,
    "emails": _by_work_email,
    "emails.value": _by_work_email,
    "active": _by_active,
}
_GROUPS: Final[Mapping[str, Column]] = {
    "id": _by_id,
    "displayname": lambda value: Q(name_key=key_of(str(value))),
    "externalid": _by_external_id,
    "members": _by_member,
    "members.value": _by_member,
}


class _Question(FilterVisitor[Q]):
    def __init__(self, columns: Mapping[str, Column], schema: str) -> None:
        self._columns, self._schema = columns, f"{schema}:".lower()

    def asked(self, wanted: FilterNode) -> Q:
        return self.visit(wanted)

    def visit_comparison(self, node: Comparison) -> Q:
        if node.op != CompareOperator.eq or node.value is None:
            raise _unknown(node)
        name = str(node.attr_path).lower().removeprefix(self._schema)
        if name not in self._columns:
            raise _unknown(node)
        return self._columns[name](node.value)

    def visit_present(self, node: FilterNode) -> Q:
        raise _unknown(node)

    def visit_not(self, node: Not) -> Q:
        return ~self.visit(node.expr)

    def visit_logical_expr(self, node: LogicalExpr) -> Q:
        found = [self.visit(term) for term in node.terms]
        whole = found[0]
        for term in found[1:]:
            whole = whole & term if node.op == LogicalOperator.and_ else whole | term
        return whole

    def visit_value_path(self, node: ValuePath) -> Q:
        """Ask for `emails[type eq "work" and value eq "…"]`, `members[value eq "…"]`."""
        whole = str(node.attr_path).lower().removeprefix(self._schema)
        inner = node.val_filter
        terms = inner.terms if isinstance(inner, LogicalExpr) else (inner,)
        if isinstance(inner, LogicalExpr) and inner.op != LogicalOperator.and_:
            raise _unknown(node)
        found = Q()
        for term in terms:
            if not isinstance(term, Comparison) or term.op != CompareOperator.eq:
                raise _unknown(node)
            part = str(term.attr_path).lower()
            if part == "type":
                # Of several addresses the one for work is looked for.
                found &= Q() if str(term.value).lower() == "work" else NOBODY
            elif part == "value" and whole in self._columns:
                found &= self._columns[whole](term.value)
            else:
                raise _unknown(node)
        return found


def _unknown(node: FilterNode) -> InvalidFilterException:
    # What was asked for may hold a name: it is not given back.
    kind = type(node).__name__
    return InvalidFilterException(
        detail=f"This filter is not supported here ({kind}): eq on userName, externalId, the work address, id, active, "
        "displayName or members, joined by and, or, not."
    )
