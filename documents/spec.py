"""Which document is meant, and the facts that it is made from: what web pages and the worker say to each other."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from django.conf import settings
from django.utils.translation import get_language

About = Mapping[str, str | int | list[int] | None]

NOT_IN_DOCUMENTS = {"tests", "bench", "words"}


# In `about`, beside what each maker reads.
LANGUAGE = "language"


@dataclass(frozen=True)
class DocumentSpec:
    """One document as it ought to be now. Working it out takes a few queries and no rendering."""

    kind: str
    about: About
    fingerprint: str
    name: str
    content_type: str
    owner_id: int | None = None
    """Whose it is, and with whom it is deleted."""

    @property
    def key(self) -> str:
        return key_of(in_language(self.about))


@dataclass(frozen=True)
class Draft:
    """What the worker makes: bytes, of the facts with this fingerprint."""

    fingerprint: str
    render: Callable[[], bytes]


# None where what the document is about is no longer there.
Maker = Callable[[About], Draft | None]


def listed(keys: frozenset[int] | None) -> list[int] | None:
    """Return keys as they stand in `about`; None, for all there are, stays None."""
    return None if keys is None else sorted(keys)


def keys_in(value: object) -> frozenset[int] | None:
    """Return the keys that `listed` wrote."""
    return frozenset(map(int, value)) if isinstance(value, list) else None


def in_language(about: About) -> About:
    """Return what a document is about with the language that is read now, in which it is to be made.

    Of the first language nothing is said, so that what was made before there was another is found still.
    """
    language = get_language() or settings.LANGUAGE_CODE
    spoken = {key: value for key, value in about.items() if key != LANGUAGE}
    return spoken if language == settings.LANGUAGE_CODE else {**spoken, LANGUAGE: language}


def language_of(about: About) -> str:
    """Return the language that a document is to be made in; the first where its own is offered no more."""
    language = str(about.get(LANGUAGE, ""))
    return language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def key_of(about: About) -> str:
    return sha256(json.dumps(about, sort_keys=True).encode()).hexdigest()


def fingerprint(*facts: object) -> str:
    """Return a hash of facts, of how they are laid out, in which language, and of the settings that show in all."""
    looks = (settings.PRODUCT_NAME, settings.SUPPORT_EMAIL, settings.ACCENT_COLOUR)
    return sha256(
        repr((edition(), looks, get_language(), settings.TIME_ZONE, facts)).encode()
    ).hexdigest()


@cache
def edition() -> str:
    """Return a hash of the code, the templates, the styles and the translations: a new version of the service makes all anew."""
    found = sha256(version("weasyprint").encode())
    for path in sorted(_sources(settings.BASE_DIR)):
        found.update(str(path.relative_to(settings.BASE_DIR)).encode())
        found.update(path.read_bytes())
    return found.hexdigest()


def _sources(root: Path) -> list[Path]:
    packages = {path.parent for path in root.glob("*/__init__.py")}
    code = [
        path
        for package in packages
        if package.name not in NOT_IN_DOCUMENTS
        for path in package.rglob("*.py")
    ]
    shown = [path for name in ("templates", "static/css") for path in (root / name).rglob("*.*")]
    shown += (root / "locale").rglob("*.mo")
    shown += (root / "documents" / "hyphenation").glob("*.dic")
    return code + [path for path in shown if path.is_file()]
