"""What a directory sends, read into what can be kept: bounded, and in the forms that Entra and Okta really use."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NoReturn, cast

from scim2_models import (
    Context,
    InvalidPathException,
    InvalidSyntaxException,
    InvalidValueException,
    NoTargetException,
    PatchOp,
    Path,
)
from scim2_models.path import (
    CompareOperator,
    Comparison,
    FilterNode,
    LogicalExpr,
    LogicalOperator,
)

from accounts.addresses import is_address
from documents.characters import keepable
from provisioning.directory_data import WORK, GroupData, MembersChange, PersonData, work_email
from provisioning.resources import GROUP, POLICY, PersonEmail, ScimGroup, ScimPerson

# A group of a thousand by the longest form that is sent takes some 150 kB.
MOST_BYTES: Final = 1_000_000
MOST_OPERATIONS: Final = 1_000
MOST_DEPTH: Final = 12
LONGEST_TEXT: Final = 255
LONGEST_PATH: Final = 1_000
MOST_EMAILS: Final = 20
# These the service says itself, or knows better.
NOT_CONTENT: Final = {"schemas", "id", "meta", "groups", "members", "active"}

Body = dict[str, Any]


def read_body(raw: bytes) -> Body:
    """Return the object of a request's body, in characters that can be kept. Raises InvalidSyntaxException."""
    try:
        body = json.loads(raw.decode(), parse_constant=_no_number)
    # A body of nothing but brackets is too deep for the reader itself.
    except (ValueError, RecursionError):
        raise InvalidSyntaxException(detail="The body is not JSON.") from None
    if not isinstance(body, dict):
        raise InvalidSyntaxException(detail="The body is not a JSON object.")
    return cast("Body", _kept(body, MOST_DEPTH))


def _no_number(constant: str) -> NoReturn:
    raise ValueError(constant)


def _kept(value: object, depth: int) -> object:
    if depth == 0:
        raise InvalidSyntaxException(detail=f"The body is deeper than {MOST_DEPTH} levels.")
    if isinstance(value, str):
        return keepable(value)
    if isinstance(value, list):
        return [_kept(item, depth - 1) for item in value]
    if isinstance(value, dict):
        return {keepable(key): _kept(item, depth - 1) for key, item in value.items()}
    return value


# People ----------------------------------------------------------------------------------------


def read_person(body: Body, *, context: Context) -> PersonData:
    """Return the person of a body that makes or replaces one."""
    return with_defaults(ScimPerson.model_validate(body, scim_ctx=context, scim_policy=POLICY))


def patched_person(person: ScimPerson, body: Body) -> PersonData:
    """Return what becomes of a person by the operations of a body; all of them or none."""
    was_active = person.active
    _bounded(body)
    patch = PatchOp[ScimPerson].model_validate(
        body, scim_ctx=Context.RESOURCE_PATCH_REQUEST, scim_policy=POLICY
    )
    patch.patch(person, scim_policy=POLICY)
    if person.active is None:
        person.active = was_active
    return with_defaults(person)


def with_defaults(person: ScimPerson) -> PersonData:
    """Return a person with an address and a state, where the directory leaves them to be understood.

    Entra sends no `emails` for somebody without a mailbox of their own; the name to sign in is then one as a rule.
    """
    if not (person.user_name or "").strip():
        raise InvalidValueException(detail="userName is empty.")
    active = person.active is not False
    emails = [email for email in person.emails or [] if email.value]
    if not emails and is_address(person.user_name or ""):
        emails = [PersonEmail(value=person.user_name, type=WORK, primary=True)]
    person.emails = emails[:MOST_EMAILS]
    content = content_of(person)
    _check_lengths(content)
    if not is_address(work_email(content)):
        raise InvalidValueException(
            detail="A person needs an e-mail address: in emails, with the type work, or as userName."
        )
    return PersonData(content, active)


def content_of(resource: ScimPerson | ScimGroup) -> Body:
    """Return what the directory said and the service keeps as it is."""
    said = resource.model_dump(scim_ctx=Context.DEFAULT)
    return {name: value for name, value in said.items() if name not in NOT_CONTENT}


def person_of(content: Body) -> ScimPerson:
    """Return the person of what was kept."""
    person: ScimPerson = ScimPerson.model_validate(content, scim_policy=POLICY)
    return person


def _check_lengths(value: object, name: str = "") -> None:
    if isinstance(value, str) and len(value) > LONGEST_TEXT:
        raise InvalidValueException(detail=f"{name} is longer than {LONGEST_TEXT} characters.")
    for key, item in _parts(value):
        _check_lengths(item, key or name)


def _parts(value: object) -> Iterable[tuple[str, object]]:
    if isinstance(value, dict):
        return list(value.items())
    return [("", item) for item in value] if isinstance(value, list) else []


# Groups ----------------------------------------------------------------------------------------


def read_group(body: Body, *, context: Context) -> tuple[GroupData, MembersChange]:
    """Return the group of a body that makes or replaces one, and its members apart."""
    members = _entry(body, "members")
    rest = {name: value for name, value in body.items() if name.lower() != "members"}
    group = ScimGroup.model_validate(rest, scim_ctx=context, scim_policy=POLICY)
    change = MembersChange(replaces=True)
    change.add(_ids(members))
    return _group_data(group), change


def patched_group(before: GroupData, body: Body) -> tuple[GroupData, MembersChange]:
    """Return what becomes of a group by the operations of a body, and what they do to its members.

    The members are read apart: of a group of thousands only those whom the operations name are looked at.
    """
    group = ScimGroup(display_name=before.name, external_id=before.external_id or None)
    change, rest = MembersChange(), []
    for operation in _bounded(body):
        rest += _without_members(operation, change)
    if rest:
        patch = PatchOp[ScimGroup].model_validate(
            {"schemas": [PatchOp.__schema__], "Operations": rest},
            scim_ctx=Context.RESOURCE_PATCH_REQUEST,
            scim_policy=POLICY,
        )
        patch.patch(group, scim_policy=POLICY)
    return _group_data(group), change


def _group_data(group: ScimGroup) -> GroupData:
    if not (group.display_name or "").strip():
        raise InvalidValueException(detail="displayName is empty.")
    _check_lengths(content_of(group))
    return GroupData(group.display_name or "", group.external_id or "")


def _bounded(body: Body) -> list[Body]:
    """Return the operations of a PATCH, if there are not too many of them and they have the form of some."""
    operations = _entry(body, "operations")
    if not isinstance(operations, list) or not all(isinstance(one, dict) for one in operations):
        raise InvalidSyntaxException(detail="Operations is not a list of objects.")
    if not 0 < len(operations) <= MOST_OPERATIONS:
        raise InvalidValueException(
            detail=f"Operations holds none, or more than {MOST_OPERATIONS} of them."
        )
    if any(len(str(_entry(one, "path") or "")) > LONGEST_PATH for one in operations):
        raise InvalidPathException(detail=f"A path is longer than {LONGEST_PATH} characters.")
    return operations


def _without_members(operation: Body, change: MembersChange) -> list[Body]:
    """Note what an operation does to members; return what else it does, as operations."""
    op = str(_entry(operation, "op") or "").lower()
    path, value = _entry(operation, "path"), _entry(operation, "value")
    if not path:
        if op not in {"add", "replace"} or not isinstance(value, dict):
            return [operation]
        members = _entry(value, "members")
        if members is not None:
            _change_members(op, members, change)
        others = {key: item for key, item in value.items() if not _is_members(key)}
        return [{"op": op, "value": others}] if others else []
    if not isinstance(path, str):
        return [operation]
    if _is_members(path):
        _change_members(op, value, change)
        return []
    if _is_members(path.partition("[")[0]):
        if op != "remove":
            raise InvalidPathException(detail="Only a removal may choose members by a filter.")
        change.remove(_chosen(path))
        return []
    return [operation]


def _is_members(path: str) -> bool:
    return path.strip().lower().removeprefix(f"{GROUP.lower()}:") == "members"


def _change_members(op: str, value: object, change: MembersChange) -> None:
    if op == "remove" and value is None:
        change.remove_all()
    elif op == "remove":
        change.remove(_ids(value))
    elif op == "replace":
        change.remove_all()
        change.add(_ids(value))
    elif op == "add":
        change.add(_ids(value))
    else:
        raise InvalidValueException(detail=f"{op!r} is not add, remove or replace.")


def _ids(members: object) -> Iterator[str]:
    """Yield the ids of members: a list of objects as a rule, one alone or bare ids at times."""
    if members is None:
        return
    for member in members if isinstance(members, list) else [members]:
        one = _entry(member, "value") if isinstance(member, dict) else member
        if not isinstance(one, str) or not one:
            raise InvalidValueException(detail="A member has no value, which is its id.")
        yield one


def _chosen(path: str) -> Iterator[str]:
    """Yield the ids that a path such as `members[value eq "…"]` chooses."""
    node = Path[ScimGroup](path).value_filter
    if node is None:
        raise InvalidPathException(detail="This path chooses no members.")
    yield from _compared(node)


def _compared(node: FilterNode) -> Iterator[str]:
    if isinstance(node, LogicalExpr) and node.op == LogicalOperator.or_:
        for term in node.terms:
            yield from _compared(term)
    elif (
        isinstance(node, Comparison)
        and node.op == CompareOperator.eq
        and str(node.attr_path).lower() == "value"
        and isinstance(node.value, str)
    ):
        yield node.value
    else:
        raise NoTargetException(detail='Members are chosen by value eq "…" alone.')


def _entry(value: Mapping[str, object], name: str) -> object:
    """Return what stands under a name in any case, as SCIM has it."""
    return next((item for key, item in value.items() if key.lower() == name), None)
