"""What the sources say to people: each marked message, and the files that say it."""

import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path

from babel.messages.extract import extract
from django.utils.translation import templatize

ROOT = Path(__file__).parents[1]
NO_PAGES = {"tests", "bench", "words"}
# By Django's names and those of `leadership.translation`.
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NOTE = "Translators:"
# What the libraries say on our pages. Where a library has it in a language, ours is not asked for it.
LIBRARIES = (
    "django.contrib.auth.password_validation",
    "django.core.validators",
    "django.forms.boundfield",
    "django.forms.fields",
    "django.forms.formsets",
    "django.template.defaultfilters",
    "django.utils.dates",
    "allauth.account.adapter",
    "allauth.account.fields",
    "allauth.account.forms",
    "allauth.account.internal.flows.login_by_code",
    "allauth.account.internal.flows.password_reset",
    "allauth.mfa.adapter",
    "allauth.mfa.base.forms",
    "allauth.mfa.models",
    "allauth.mfa.recovery_codes.forms",
    "allauth.mfa.totp.forms",
    "allauth.mfa.webauthn.forms",
)


@dataclass
class Words:
    """A message as gettext knows it, and where it is said."""

    context: str | None
    text: str
    plural: str = ""
    files: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def key(self) -> tuple[str | None, str]:
        return self.context, self.text


def own_words() -> dict[tuple[str | None, str], Words]:
    """Return every message of the service, in the order of files and, within one, of lines."""
    return _collected((str(path.relative_to(ROOT)), path) for path in _sources())


def library_words() -> dict[tuple[str | None, str], Words]:
    """Return every message of the libraries' modules that our pages speak through."""
    return _collected((name, _file_of(name)) for name in LIBRARIES)


def words_of(source: str, *, is_template: bool) -> Iterator[Words]:
    """Return the messages of one source."""
    # In brackets the indentation of what is left of a template says nothing, and has to keep no rule.
    python = f"(\n{templatize(source)}\n)" if is_template else source
    for _line, said, notes, context in extract(
        "python", io.BytesIO(python.encode()), KEYWORDS, [NOTE], strip_comment_tags=True
    ):
        text, plural = said if isinstance(said, tuple) else (said, "")
        yield Words(context, text, plural, notes=[" ".join(notes)] if notes else [])


def _sources() -> list[Path]:
    apps = [path.parent for path in ROOT.glob("*/__init__.py") if path.parent.name not in NO_PAGES]
    modules = [path for app in apps for path in app.rglob("*.py") if "migrations" not in path.parts]
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    return sorted(modules + templates)


def _file_of(name: str) -> Path:
    # Found by hand, because to ask Python for a module is to import what is above it, which wants settings.
    package, _, rest = name.partition(".")
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise LookupError(f"There is no package {package}.")
    return Path(spec.origin).parent / f"{rest.replace('.', '/')}.py"


def _collected(files: Iterable[tuple[str, Path]]) -> dict[tuple[str | None, str], Words]:
    found: dict[tuple[str | None, str], Words] = {}
    for name, path in files:
        for one in words_of(path.read_text(), is_template=path.suffix != ".py"):
            known = found.setdefault(one.key, one)
            known.plural = known.plural or one.plural
            if name not in known.files:
                known.files.append(name)
            known.notes += [note for note in one.notes if note not in known.notes]
    return found
