"""What a version holds, as an Instrument, and the keys of it that have rows."""

import json
from collections.abc import Mapping

from pydantic import ValidationError

from banks.models import BankVersion, KeyRow, LearningArea, Question, Theme
from leadership.files import INSTRUMENT, from_plain
from leadership.instrument import Instrument

Keys = Mapping[str, str]
"""A kind by code, in the order of the bank; kinds matter for questions only."""


def load_instrument(version: BankVersion) -> Instrument:
    """Read what a version holds now, whatever its row was when it was read (one query)."""
    stored = BankVersion.objects.values_list("content", flat=True)
    content = stored.get(pk=version.pk)
    try:
        return INSTRUMENT.validate_json(content)
    except ValidationError:
        # The content of a published version never changes, so what was stored with keys that are retired
        # by now keeps them for good. Only such versions pay for a second look.
        return from_plain(json.loads(content))


def content_of(instrument: Instrument) -> str:
    """Return an Instrument as it is stored, the inverse of `load_instrument`.

    Defaults are written out, because a later release may have others and old reports must not change.
    """
    return INSTRUMENT.dump_json(instrument, by_alias=True).decode()


def keys_of(instrument: Instrument) -> Mapping[type[KeyRow], Keys]:
    """Return which key rows an Instrument comes to."""
    return {
        Theme: {theme.code: "" for theme in instrument.themes},
        LearningArea: {area.code: "" for area in instrument.learning_areas},
        Question: {one.code: one.kind for one in instrument.answerable},
    }


def difference_of_keys(version: BankVersion, instrument: Instrument) -> str:
    """Say which key rows are not those of the content; nothing where all are."""
    for model, keys in keys_of(instrument).items():
        columns = ["code", *(["kind"] if model is Question else [])]
        rows = model._default_manager.filter(version=version).order_by("order")
        there = [tuple(row) for row in rows.values_list(*columns)]
        wanted = [(code, kind)[: len(columns)] for code, kind in keys.items()]
        if there != wanted:
            codes = sorted({code for code, *_kind in {*there} ^ {*wanted}}) or ["their order"]
            return f"{model._meta.verbose_name} rows differ: {', '.join(codes[:10])}"
    return ""
