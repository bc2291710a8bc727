"""What bin/words does: brings the catalogues up to what the sources say, and hands parts of them to translators."""

import argparse
import sys
from pathlib import Path

import polib

from words import catalogues
from words.checks import faults


def main() -> int:
    given = _arguments()
    if given.command == "part":
        print(catalogues.part(given.language, given.first, given.last))
        return 0
    if given.command == "take":
        unknown = catalogues.take(given.language, polib.pofile(str(given.file)))
        for message in unknown:
            print(f"not in the catalogue: {message}", file=sys.stderr)
        return 1 if unknown else 0
    if given.command == "faults":
        return _tell_faults(given.language)
    for language in given.languages or catalogues.languages():
        catalogues.update(language)
        _tell_coverage(language)
    return 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bin/words", description=__doc__)
    commands = parser.add_subparsers(dest="command", metavar="COMMAND")
    update = commands.add_parser("update", help="bring catalogues up to the sources, and compile them (what is done without a command)")  # fmt: skip
    update.add_argument("languages", nargs="*", help="such as cy; a new one is begun")
    faulty = commands.add_parser("faults", help="say what is wrong with a language's translations")
    faulty.add_argument("language")
    part = commands.add_parser("part", help="write some messages out, counted from 1, as a file for a translator")  # fmt: skip
    part.add_argument("language")
    part.add_argument("first", type=int)
    part.add_argument("last", type=int)
    take = commands.add_parser("take", help="put the translations of such a file into the catalogue")  # fmt: skip
    take.add_argument("language")
    take.add_argument("file", type=Path)
    parser.set_defaults(languages=[])
    return parser.parse_args()


def _tell_faults(language: str) -> int:
    found = [
        f"{number}: {fault}: {entry.msgid}"
        for number, entry in enumerate(catalogues.read(language), start=1)
        for fault in faults(entry)
    ]
    print(*found, sep="\n")
    _tell_coverage(language)
    return 1 if found else 0


def _tell_coverage(language: str) -> None:
    entries = list(catalogues.read(language))
    done = [entry for entry in entries if entry.translated()]
    doubtful = sum(entry.fuzzy for entry in entries)
    print(
        f"{language}: {len(done)} of {len(entries)} messages translated"
        f" ({_words(done)} of {_words(entries)} words), {doubtful} doubtful"
    )


def _words(entries: list[polib.POEntry]) -> int:
    return sum(len(f"{entry.msgid} {entry.msgid_plural}".split()) for entry in entries)


if __name__ == "__main__":
    sys.exit(main())
