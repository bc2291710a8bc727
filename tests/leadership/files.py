"""Bank files for tests, small changes of them, and what is said of them."""

import json
from pathlib import Path
from typing import Any

import pytest

from leadership.files import BankFileError, parse
from tests.leadership.generated import Raw

BANKS = Path(__file__).parent / "banks"
SMALL = (BANKS / "small.yaml").read_text()
DEFAULT = Path("fixtures/customer-focused-leadership.yaml").read_text()


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(BankFileError) as refused:
        parse(text)
    return [str(fault) for fault in refused.value.faults]


def advice(text: str) -> list[str]:
    return [str(warning) for warning in parse(text).warnings]


def changed(text: str, *swaps: tuple[str, str]) -> str:
    for old, new in swaps:
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times"
        text = text.replace(old, new)
    return text


WITH_AREAS: Raw = {
    "schema_version": "1.0",
    "instrument": {"code": "B", "version": "1.0", "title": "B", "language": "en"},
    "scales": {
        key: {"points": [{"value": 1, "label": "Low"}, {"value": 2, "label": "High"}]}
        for key in ("frequency", "confidence", "importance")
    },
    "themes": [
        {"code": "ONE", "title": "One", "items": [{"code": "Q1", "text": "I do.", "reverse": False}]}
    ],
    "activity_types": [{"code": "visit", "label": "Visit"}],
    "learning_areas": [
        {"code": "A1", "title": "A1", "importance_code": "I1",
         "statements": [{"code": "S1", "text": "I can."}],
         "activities": [{"code": "X1", "title": "Go", "type": "visit"}]},
        {"code": "A2", "title": "A2", "importance_code": "I2"},
    ],
    "readiness": {
        side: {"code": side, "title": side, "scale": "frequency",
               "items": [{"code": f"{side}-1", "text": "I am."}]}
        for side in ("individual", "organisational")
    },
}  # fmt: skip


def band(code: str, low: int, high: int) -> Raw:
    return {"code": code, "label": code, "min": low, "max": high}


def with_(path: str, value: Any) -> str:
    """Return the bank above with one more key, or with another value."""
    bank = json.loads(json.dumps(WITH_AREAS))
    *steps, last = (int(step) if step.isdigit() else step for step in path.split("."))
    place = bank
    for step in steps:
        place = place[step] if isinstance(step, int) else place.setdefault(step, {})
    place[last] = value
    return json.dumps(bank)


LOW, HIGH = band("LOW", 0, 49), band("HIGH", 50, 100)
LINK = {"theme": "ONE", "area": "A1", "strength": "primary", "weight": 1}
