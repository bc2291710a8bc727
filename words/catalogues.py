"""The catalogues of translators: brought up to what the sources say, and compiled."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from gettext import GNUTranslations
from pathlib import Path

import allauth
import django
import polib
from babel.messages.plurals import get_plural

from words.sources import ROOT, Words, library_words, own_words

FOLDER = ROOT / "locale"
# How like an old message a new one has to be for its translation to be offered, marked as doubtful.
ALIKE = 0.8
Key = tuple[str | None, str]


def languages() -> list[str]:
    """Return the languages that have a catalogue."""
    return sorted(path.parents[1].name for path in FOLDER.glob("*/LC_MESSAGES/django.po"))


def path_of(language: str) -> Path:
    return FOLDER / language / "LC_MESSAGES" / "django.po"


def read(language: str) -> polib.POFile:
    return polib.pofile(str(path_of(language)), wrapwidth=0)


def wanted_words(language: str) -> dict[Key, Words]:
    """Return what a catalogue has to hold: our own messages, and those of libraries that they do not have in it."""
    theirs = of_libraries(language)
    own = own_words()
    return own | {
        key: one for key, one in library_words().items() if key not in theirs | own.keys()
    }


def merged(old: polib.POFile, wanted: Mapping[Key, Words], language: str) -> polib.POFile:
    """Return a catalogue of what is wanted, with the translations that there were.

    What is new and much like something that is gone takes over its translation, marked as doubtful.
    """
    known = {(entry.msgctxt, entry.msgid): entry for entry in old if not entry.obsolete}
    gone = {key: entry for key, entry in known.items() if key not in wanted and entry.translated()}
    new = polib.POFile(wrapwidth=0)
    new.metadata = _header(language)
    new.extend(_entry(one, known.get(one.key), gone, language) for one in wanted.values())
    return new


def compiled(catalogue: polib.POFile) -> bytes:
    """Return the catalogue as programs read it: what is doubtful is left out."""
    content: bytes = catalogue.to_binary()
    return content


def update(language: str) -> None:
    """Bring a language's catalogue up to what the sources say, and compile it."""
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    old = read(language) if path.exists() else polib.POFile(wrapwidth=0)
    write(language, merged(old, wanted_words(language), language))


def write(language: str, catalogue: polib.POFile) -> None:
    path = path_of(language)
    path.write_text(f"{catalogue}\n", encoding="utf-8")
    path.with_suffix(".mo").write_bytes(compiled(catalogue))


def take(language: str, translated: polib.POFile) -> list[str]:
    """Put translations from another file into a catalogue; return the messages that it does not know."""
    catalogue, unknown = read(language), []
    known = {(entry.msgctxt, entry.msgid): entry for entry in catalogue}
    for one in translated:
        entry = known.get((one.msgctxt, one.msgid))
        if entry is None:
            unknown.append(one.msgid)
        elif one.translated():
            _translate(entry, one)
            entry.flags = [flag for flag in entry.flags if flag != "fuzzy"]
            entry.previous_msgid = None
    write(language, catalogue)
    return unknown


def part(language: str, first: int, last: int) -> polib.POFile:
    """Return some messages of a catalogue, counted from 1, as a catalogue of its own for one translator."""
    some = polib.POFile(wrapwidth=0)
    some.metadata = _header(language)
    some.extend(list(read(language))[first - 1 : last])
    return some


def _entry(
    one: Words, old: polib.POEntry | None, gone: Mapping[Key, polib.POEntry], language: str
) -> polib.POEntry:
    entry = polib.POEntry(
        msgctxt=one.context,
        msgid=one.text,
        msgid_plural=one.plural,
        comment="\n".join(one.notes),
        occurrences=[(name, "") for name in one.files],
        flags=["python-format"] if "%" in one.text + one.plural else [],
    )
    if one.plural:
        entry.msgstr_plural = dict.fromkeys(range(get_plural(language).num_plurals), "")
    doubtful = None if old else _alike(one, gone)
    if earlier := old or doubtful:
        _translate(entry, earlier)
        entry.tcomment = earlier.tcomment
        entry.previous_msgid = doubtful.msgid if doubtful else earlier.previous_msgid
        if doubtful or "fuzzy" in earlier.flags:
            entry.flags.insert(0, "fuzzy")
    return entry


def _translate(entry: polib.POEntry, source: polib.POEntry) -> None:
    """Take the words of another entry over, where both or neither have forms for numbers."""
    if bool(entry.msgid_plural) == bool(source.msgid_plural):
        entry.msgstr = source.msgstr
        entry.msgstr_plural = dict(source.msgstr_plural)


def _alike(one: Words, gone: Mapping[Key, polib.POEntry]) -> polib.POEntry | None:
    texts = {entry.msgid: entry for entry in gone.values()}
    near = get_close_matches(one.text, texts, 1, ALIKE)
    return texts[near[0]] if near else None


def _header(language: str) -> dict[str, str]:
    return {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": get_plural(language).plural_forms,
    }


def of_libraries(language: str) -> set[Key]:
    """Return what Django and allauth say in a language by themselves."""
    found: set[Key] = set()
    for package in (django, allauth):
        for path in Path(str(package.__file__)).parent.rglob(
            f"locale/{language}/LC_MESSAGES/django.mo"
        ):
            with path.open("rb") as file:
                found |= set(_keys(GNUTranslations(file)._catalog))  # type: ignore[attr-defined]
    return found


def _keys(messages: Iterable[str | tuple[str, int]]) -> Iterable[Key]:
    for message in messages:
        text = message[0] if isinstance(message, tuple) else message
        context, _, words = text.rpartition("\x04")
        yield context or None, words
