"""What an edit changed, as plain data that can be kept, and turned round to take the edit back.

A patch is a list of steps. Each names a place in the plain data of a bank, and either what was there and
what is there now, or which entries of a list were cut out and which were put in.
"""

from collections.abc import Iterator, Mapping
from typing import Any

Patch = list[dict[str, Any]]


class StalePatchError(Exception):
    """What the patch would change is not there as it was."""


def between(before: Mapping[str, Any], after: Mapping[str, Any]) -> Patch:
    """Return what leads from one bank to the other, both as plain data."""
    return list(_steps(unnumbered(before), unnumbered(after), []))


def reverted(data: Mapping[str, Any], patch: Patch) -> Any:
    """Return the plain data from before a patch; raise StalePatchError where it is not what it led to."""
    value = unnumbered(data)
    for step in reversed(patch):
        value = _reverted(value, step["at"], step)
    return value


def joined(earlier: Patch, later: Patch) -> Patch | None:
    """Return two changes of the very same values as one; None where they are not."""
    if [step["at"] for step in earlier] != [step["at"] for step in later]:
        return None
    if any("cut" in step for step in (*earlier, *later)):
        return None
    return [
        {"at": one["at"]} | _only(one, "was") | _only(other, "now")
        for one, other in zip(earlier, later, strict=True)
    ]


def unnumbered(value: Any) -> Any:
    """Leave out orders, which only repeat where things stand."""
    if isinstance(value, Mapping):
        return {
            key: unnumbered(item)
            for key, item in value.items()
            if key != "order" or not isinstance(item, int)
        }
    return [unnumbered(item) for item in value] if isinstance(value, list) else value


def _steps(before: Any, after: Any, at: list[str | int]) -> Iterator[dict[str, Any]]:
    if before == after:
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys((*before, *after)):
            here = [*at, key]
            if key in before and key in after:
                yield from _steps(before[key], after[key], here)
            else:
                was = {"was": before[key]} if key in before else {}
                yield {"at": here} | was | ({"now": after[key]} if key in after else {})
    elif isinstance(before, list) and isinstance(after, list):
        yield from _in_list(before, after, at)
    else:
        yield {"at": at, "was": before, "now": after}


def _in_list(before: list[Any], after: list[Any], at: list[str | int]) -> Iterator[dict[str, Any]]:
    """Tell one entry's change as such, and everything else as one stretch for another."""
    start = _alike(before, after)
    end = _alike(before[start:][::-1], after[start:][::-1])
    cut, put = before[start : len(before) - end], after[start : len(after) - end]
    if len(cut) == len(put) == 1:
        yield from _steps(cut[0], put[0], [*at, start])
    else:
        yield {"at": [*at, start], "cut": cut, "put": put}


def _alike(one: list[Any], other: list[Any]) -> int:
    """Count how many entries two lists begin with in common."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))


def _reverted(value: Any, at: list[str | int], step: dict[str, Any]) -> Any:
    try:
        if len(at) > 1:
            return _put(value, at[0], _reverted(value[at[0]], at[1:], step))
        return _spliced(value, at[0], step) if "cut" in step else _restored(value, at[0], step)
    except (KeyError, IndexError, TypeError):
        raise StalePatchError from None


def _spliced(value: Any, start: Any, step: dict[str, Any]) -> Any:
    end = start + len(step["put"])
    if value[start:end] != step["put"]:
        raise StalePatchError
    return [*value[:start], *step["cut"], *value[end:]]


def _restored(value: Any, key: Any, step: dict[str, Any]) -> Any:
    is_there = key in value if isinstance(value, dict) else True
    if is_there != ("now" in step) or (is_there and value[key] != step["now"]):
        raise StalePatchError
    if "was" in step:
        return _put(value, key, step["was"])
    return {name: item for name, item in value.items() if name != key}


def _put(value: Any, key: Any, item: Any) -> Any:
    if isinstance(value, list):
        return [*value[:key], item, *value[key + 1 :]]
    return value | {key: item}


def _only(step: Mapping[str, Any], key: str) -> dict[str, Any]:
    return {key: step[key]} if key in step else {}
