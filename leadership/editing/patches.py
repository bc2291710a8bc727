"""What an edit changed, as a JSON Patch (RFC 6902) that can be kept, and turned round to take the edit back.

Before each operation that takes something away stands a `test` of what it takes, so that a patch fits only
where that is still there, and holds all that its inverse needs.
"""

from collections.abc import Iterable, Mapping

from jsonpatch import JsonPatch, JsonPatchException, make_patch

from leadership.addressing import Document, Json

Operation = dict[str, object]
Patch = list[Operation]
# What two operations on the same value come to.
JOINED: Mapping[tuple[object, object], str] = {
    ("replace", "replace"): "replace", ("add", "replace"): "add", ("remove", "add"): "replace",
}  # fmt: skip


class StalePatchError(Exception):
    """What the patch would change is not there as it was."""


def between(before: Document, after: Document) -> Patch:
    """Return what leads from one bank to the other, both as plain data."""
    old, new = _copy(before), _copy(after)
    # Most of a bank is untouched by an edit, and comparing it entry by entry takes long.
    differ = [key for key in dict.fromkeys((*old, *new)) if old.get(key, ...) != new.get(key, ...)]
    patch = make_patch(_only(old, differ), _only(new, differ), generate_test_ops=True)
    return list(patch.patch)


def reverted(document: Document, patch: Patch) -> dict[str, Json]:
    """Return the plain data from before a patch; raise StalePatchError where it is not what it led to."""
    return applied(document, inverse(patch))


def applied(document: Document, patch: Patch) -> dict[str, Json]:
    """Return the plain data that a patch leads to; raise StalePatchError where it does not fit."""
    after = _copy(document)
    try:
        JsonPatch(patch).apply(after, in_place=True)
    except JsonPatchException:
        raise StalePatchError from None
    return after


def inverse(patch: Patch) -> Patch:
    """Return the patch that takes another one back."""
    back: list[Patch] = []
    # What the last `test` saw; it stands right before the operation that takes it away.
    taken: object = None
    for one in patch:
        if one["op"] == "test":
            taken = one["value"]
        else:
            back.append(list(_inverse(one, taken)))
    return [one for group in reversed(back) for one in group]


def _inverse(one: Operation, taken: object) -> Iterable[Operation]:
    path = one["path"]
    if one["op"] == "move":
        yield {"op": "move", "from": path, "path": one["from"]}
        return
    if one["op"] != "remove":
        yield {"op": "test", "path": path, "value": one["value"]}
    if one["op"] == "add":
        yield {"op": "remove", "path": path}
    else:
        op = "add" if one["op"] == "remove" else "replace"
        yield {"op": op, "path": path, "value": taken}


def joined(earlier: Patch, later: Patch) -> Patch | None:
    """Return two changes of the very same values as one; None where they are not."""
    first, second = _steps(earlier), _steps(later)
    if [one["path"] for one in first] != [one["path"] for one in second]:
        return None
    if any(
        (one["op"], other["op"]) not in JOINED for one, other in zip(first, second, strict=True)
    ):
        return None
    # What is added or taken away moves what stands behind it in a list: more than one is left as it is.
    if len(first) > 1 and any(one["op"] != "replace" for one in (*first, *second)):
        return None
    ops = iter(
        {"op": JOINED[one["op"], other["op"]], "path": one["path"], "value": other["value"]}
        for one, other in zip(first, second, strict=True)
    )
    return [one if one["op"] == "test" else next(ops) for one in earlier]


def _steps(patch: Patch) -> Patch:
    return [one for one in patch if one["op"] != "test"]


def _copy(document: Document) -> dict[str, Json]:
    return {key: unnumbered(value) for key, value in document.items()}


def unnumbered(value: Json) -> Json:
    """Leave out orders, which only repeat where things stand."""
    if isinstance(value, Mapping):
        return {
            key: unnumbered(item)
            for key, item in value.items()
            if key != "order" or not isinstance(item, int)
        }
    return [unnumbered(item) for item in value] if isinstance(value, list) else value


def _only(document: Mapping[str, object], keys: Iterable[str]) -> dict[str, object]:
    return {key: document[key] for key in keys if key in document}
