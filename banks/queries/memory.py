"""What versions hold, and what their rows' keys are; of published ones it is kept in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

from banks.models import BankVersion, LearningArea, Question, Theme
from banks.queries.contents import load_instrument
from leadership.instrument import Instrument


@dataclass(frozen=True)
class _Fixed:
    """What is kept in memory of a version that can no longer change."""

    instrument: Instrument
    questions: Mapping[str, int]
    themes: Mapping[str, int]
    areas: Mapping[str, int]


class _StillDraftError(Exception):
    """Keeps a draft out of the memory, which does not hold what raises."""


# A published version never changes, so nothing has to be forgotten; each process has a memory of its own.
@lru_cache(maxsize=32)
def _fixed(version_id: int) -> _Fixed:
    version = BankVersion.objects.defer("content").get(pk=version_id)
    if version.status == BankVersion.Status.DRAFT:
        raise _StillDraftError
    return _read(version)


def _read(version: BankVersion) -> _Fixed:
    return _Fixed(
        load_instrument(version),
        _ids(Question.objects.filter(version=version).values_list("code", "pk")),
        _ids(Theme.objects.filter(version=version).values_list("code", "pk")),
        _ids(LearningArea.objects.filter(version=version).values_list("code", "pk")),
    )


def _ids(pairs: Iterable[tuple[str, int]]) -> Mapping[str, int]:
    return MappingProxyType(dict(pairs))


def _contents(version_id: int) -> _Fixed:
    try:
        return _fixed(version_id)
    except _StillDraftError:
        return _read(BankVersion.objects.defer("content").get(pk=version_id))


def instrument_of(version_id: int) -> Instrument:
    """Return a version's Instrument; no query once it is warm, unless the version is a draft."""
    return _contents(version_id).instrument


def question_ids(version_id: int) -> Mapping[str, int]:
    """Return the row keys of a version's questions of all kinds by code; cached like the Instrument."""
    return _contents(version_id).questions


def theme_ids(version_id: int) -> Mapping[str, int]:
    """Return the row keys of a version's themes by code; cached like the Instrument."""
    return _contents(version_id).themes


def area_ids(version_id: int) -> Mapping[str, int]:
    """Return the row keys of a version's learning areas by code; cached like the Instrument."""
    return _contents(version_id).areas


def forget_instruments() -> None:
    """Empty the memory; only tests need it, where a rolled-back version's key is given out again."""
    _fixed.cache_clear()
