"""What versions hold, and what their rows' keys are; of published ones it is kept in memory."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from time import monotonic
from types import MappingProxyType

from django.utils.translation import get_language

from banks.models import BankVersion, LearningArea, OfferedLanguage, Question, Theme
from banks.queries.contents import load_instrument
from leadership.instrument import Instrument
from leadership.languages import in_language, is_written_in, primary

ASKED_AGAIN_AFTER = 60
"""Seconds until a process asks again in which languages a version is offered."""


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


def source_of(version_id: int) -> Instrument:
    """Return a version's Instrument in its authors' words; no query once it is warm, unless the version is a draft."""
    return _contents(version_id).instrument


def instrument_of(version_id: int) -> Instrument:
    """Return the same in the language of whoever reads now, where the version is offered in it.

    Codes, numbers and thus scores are those of `source_of`, which is for whoever edits, compares or exports.
    """
    source, language = source_of(version_id), get_language() or ""
    if not source.translations or is_written_in(source, language):
        return source
    offered = next(
        (one for one in offered_languages(version_id) if primary(one) == primary(language)), None
    )
    return source if offered is None else _worded(version_id, offered)


def in_each_language(version_id: int) -> dict[str, Instrument]:
    """Return a version as its authors wrote it, and in each language in which it is offered, by the tags of these."""
    source = source_of(version_id)
    offered = offered_languages(version_id) if source.translations else ()
    return {source.instrument.language: source} | {
        language: _worded(version_id, language) for language in offered
    }


def offered_languages(version_id: int) -> tuple[str, ...]:
    """Return the other languages in which a version may be read; asked for once in a while."""
    # What is offered may change after a version is fixed, in another process too.
    return _offered(version_id, int(monotonic() / ASKED_AGAIN_AFTER))


@lru_cache(maxsize=64)
def _offered(version_id: int, _turn: int) -> tuple[str, ...]:
    return _offers(version_id)


def offers_of(version: BankVersion) -> tuple[str, ...]:
    """Return the same as it is stored now, for those who say so (one query)."""
    return _offers(version.pk)


def _offers(version_id: int) -> tuple[str, ...]:
    offered = OfferedLanguage.objects.filter(version=version_id).order_by("language")
    return tuple(offered.values_list("language", flat=True))


# Fixed versions alone are offered, so these stay as they are.
@lru_cache(maxsize=32)
def _worded(version_id: int, language: str) -> Instrument:
    return in_language(source_of(version_id), language)


def forget_offers() -> None:
    """Let this process see at once what it has just offered, or offers no more."""
    _offered.cache_clear()


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
    for one in (_fixed, _offered, _worded):
        one.cache_clear()
