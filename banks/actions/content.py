"""A draft's content is written, and the key rows that go with it."""

from banks.models import BankVersion, KeyRow, Question
from banks.queries import Keys, content_of, keys_of
from leadership.instrument import Instrument


def write(version: BankVersion, instrument: Instrument, before: Instrument | None) -> None:
    """Store an Instrument in a draft in place of what it held before; None where it is new."""
    about = instrument.instrument
    version.title, version.language = about.title, about.language
    version.content = content_of(instrument)
    version.save()
    earlier = keys_of(before) if before else {}
    for model, keys in keys_of(instrument).items():
        if list(earlier.get(model, {}).items()) != list(keys.items()):
            _write_keys(version, model, keys)


def _write_keys(version: BankVersion, model: type[KeyRow], keys: Keys) -> None:
    """Bring the rows of one model to these keys; a row stays the same row for as long as its code does."""
    rows = model._default_manager.filter(version=version)
    rows.exclude(code__in=list(keys)).delete()
    model._default_manager.bulk_create(
        (
            _row(version, model, code, kind, order)
            for order, (code, kind) in enumerate(keys.items(), 1)
        ),
        update_conflicts=True,
        unique_fields=["version", "code"],
        update_fields=["order", *(["kind"] if model is Question else [])],
    )


def _row(version: BankVersion, model: type[KeyRow], code: str, kind: str, order: int) -> KeyRow:
    if model is Question:
        return Question(version=version, code=code, kind=kind, order=order)
    return model(version=version, code=code, order=order)


def delete_keys(version: BankVersion) -> None:
    """Delete the key rows of a draft."""
    for model in KeyRow.__subclasses__():
        model._default_manager.filter(version=version).delete()
