"""Imports a question bank from a file, as a draft or published."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts.models import Organisation
from banks import actions, presenters, queries
from banks.models import BankVersion
from banks.queries import load_instrument
from documents.characters import likeness
from leadership.files import BankFileError, ParsedBank, parse
from leadership.files.faults import located
from leadership.files.language_checks import translation_faults
from leadership.files.source import MAX_SURVEY_BYTES
from leadership.files.survey_answers import SurveyChoices
from leadership.files.xliff import parse_xliff
from leadership.instrument import Instrument
from leadership.languages import with_current_translations, with_translations

Parsed = TypeVar("Parsed")


class Command(BaseCommand):
    help = (
        "Import a question bank from a YAML file, an Excel workbook (.xlsx), the structure of a "
        "LimeSurvey survey (.lss) or an XLSForm (.xlsx). Nothing is stored unless the whole file is usable."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", metavar="FILE", type=Path, help="the bank file")
        parser.add_argument(
            "--organisation", metavar="SLUG", help="whose bank it is; without it, the platform's"
        )
        parser.add_argument(
            "--publish", action="store_true", help="publish the version; it can never change again"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="say what would change and store nothing"
        )
        parser.add_argument(
            "--translations", action="append", default=[], metavar="FILE", type=Path,
            help="an XLIFF file with the bank's words in another language; may be repeated",
        )  # fmt: skip
        parser.add_argument(
            "--offer", action="append", default=[], metavar="LANGUAGE",
            help="with --publish: let people read and answer it in this language, though its words are still drafts",
        )  # fmt: skip
        survey = parser.add_argument_group("of a LimeSurvey structure or an XLSForm")
        survey.add_argument(
            "--turn", action="append", default=[], metavar="SCALE",
            help="turn a scale round from what --dry-run shows, such as scale-1; may be repeated",
        )  # fmt: skip
        survey.add_argument(
            "--not-scored", action="append", default=[], metavar="ANSWER",
            help="an answer that is no point of its scale, in its words; may be repeated",
        )  # fmt: skip
        survey.add_argument(
            "--scored", action="append", default=[], metavar="ANSWER",
            help="an answer that is a point, though it reads like “not applicable”; may be repeated",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        organisation = organisation_with(options["organisation"])
        bank = _read(options["file"], _choices(options))
        for file in options["translations"]:
            bank = replace(bank, instrument=_translated(bank.instrument, file))
        for remark in _remarks(bank, organisation):
            self.stderr.write(remark)
        if options["dry_run"]:
            self.stdout.write("\n".join(_changes(bank, organisation)))
            return
        at = timezone.now()
        try:
            with transaction.atomic():
                version = actions.store_draft(
                    bank.instrument, organisation=organisation, by=None, at=at
                )
                if options["publish"]:
                    version = actions.publish(version, by=None, at=at)
                for language in options["offer"]:
                    actions.offer_language(version, language, by=None, at=at)
        except actions.BankError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(
            f"{version.bank.code} {version.number} ({version.title}): {version.get_status_display()}."
        )


def _remarks(bank: ParsedBank, organisation: Organisation | None) -> Iterator[str]:
    """Yield what the bank's author might want to look at again."""
    yield from (f"advice: {warning}" for warning in bank.warnings)
    yield from (f"note: {note}" for note in bank.notes)
    if too_early := queries.counted_too_early(bank.instrument, organisation):
        yield f"advice: {actions.too_early_words(too_early)}"
    yield from (f"left out: {what}" for what in bank.left_out)


def _changes(bank: ParsedBank, organisation: Organisation | None) -> Iterator[str]:
    """Yield what the file would change in the newest version there is."""
    about = bank.instrument.instrument
    latest = queries.latest_version(about.code, organisation)
    same = queries.version_numbered(about.code, about.version, organisation)
    if same and same.status != BankVersion.Status.DRAFT:
        holds = load_instrument(same) == bank.instrument
        said = "holds the same" if holds else "holds something else: give the file another number"
        yield f"{about.code} {about.version} is already published and {said}."
    if latest is None:
        yield f"{about.code} {about.version} ({about.title}) would be a new bank."
    else:
        yield f"{about.code} {about.version} ({about.title}) differs from {latest.number}:"
        found = presenters.comparison(load_instrument(latest), bank.instrument)
        for group in found.groups:
            yield f"  {group.title}"
            for line in group.lines:
                words = " ".join(_MARKS[one.only_in].format(one.words) for one in line.words)
                said = words or " -> ".join(filter(None, (line.before, line.after)))
                yield f"    {line.kind} {line.what}: {said}"
        if not found.groups:
            yield "  nothing."
    yield "Nothing is stored."


_MARKS = {"before": "[-{}-]", "after": "{{+{}+}}", "": "{}"}


def organisation_with(slug: str | None) -> Organisation | None:
    if slug is None:
        return None
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is None:
        raise CommandError(f"There is no organisation with the slug {slug}.")
    return organisation


def _choices(options: dict[str, Any]) -> SurveyChoices:
    return SurveyChoices(
        turn=frozenset(options["turn"]),
        not_scored=frozenset(map(likeness, options["not_scored"])),
        scored=frozenset(map(likeness, options["scored"])),
    )


def _read(file: Path, choices: SurveyChoices) -> ParsedBank:
    return _parsed(file, lambda content: parse(content, choices))


def _translated(instrument: Instrument, file: Path) -> Instrument:
    """Return the bank with the words of an XLIFF file; it is refused whole where one of them does not fit."""

    def parsed(content: bytes) -> Instrument:
        translated = with_current_translations(
            with_translations(instrument, parse_xliff(content, instrument))
        )
        if faults := located(translation_faults(translated), {}):
            raise BankFileError(faults)
        return translated

    return _parsed(file, parsed)


def _parsed(file: Path, parser: Callable[[bytes], Parsed]) -> Parsed:
    try:
        with file.open("rb") as opened:
            # One more than is accepted, however large it is.
            return parser(opened.read(MAX_SURVEY_BYTES + 1))
    except OSError as error:
        raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
    except BankFileError as error:
        faults = "\n".join(f"  {fault}" for fault in error.faults)
        raise CommandError(f"{file} cannot be used, so nothing was stored.\n{faults}") from error
