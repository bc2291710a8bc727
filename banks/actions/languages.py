"""Translations of a draft are written, by page or from a file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.models import User
from banks.actions.drafts import Act, apply
from banks.actions.versions import BankError
from banks.models import BankVersion, DraftChange
from leadership.editing import Edited
from leadership.files.language_checks import translation_faults
from leadership.instrument import Instrument, Translation, TranslationState
from leadership.languages import pairs, texts, with_translations

TRANSLATIONS = "translations"


@dataclass(frozen=True)
class Wording:
    """What somebody makes of one text: the words they saw, the new ones, how far they are.

    `made_from` is the digest of the words beside them: where those have changed meanwhile, the new ones are stale at once. Empty,
    it leaves the words as stale as they were.
    """

    was: str
    text: str
    state: TranslationState
    made_from: str


def translate(
    version: BankVersion, language: str, wordings: Mapping[str, Wording], *, by: User, at: datetime
) -> Edited:
    """Write words of a draft in a language, by place; what somebody else has changed since is a conflict."""

    def rule(draft: Instrument) -> Edited:
        there = {pair.place: pair for pair in pairs(draft, language)}
        before = {
            one.place: one.made_from for one in draft.translations if one.language == language
        }
        new, conflicts = [], {}
        for place, one in wordings.items():
            stored = there[place].text
            if stored not in {one.was, one.text}:
                conflicts[place] = stored
            else:
                made_from = one.made_from or before.get(place, "")
                new.append(Translation(language, place, one.text, one.state, made_from))
        return Edited(_fitting(with_translations(draft, new)), conflicts)

    return apply(version, rule, _act(language), by=by, at=at)


def take_over_translations(
    version: BankVersion, translations: Iterable[Translation], *, by: User, at: datetime
) -> Edited:
    """Put the words of a file into a draft; all of them, or none and BankError where one does not fit."""
    new = list(translations)
    languages = " ".join(sorted({one.language for one in new}))

    def rule(draft: Instrument) -> Edited:
        return Edited(_fitting(with_translations(draft, new)))

    return apply(version, rule, _act(languages), by=by, at=at)


def agree_to_translations(
    version: BankVersion, language: str, state: TranslationState, *, by: User, at: datetime
) -> Edited:
    """Say of all words of a draft in a language that fit their texts that they are checked, or approved.

    What is approved is not made less by it.
    """

    def rule(draft: Instrument) -> Edited:
        fit = {pair.place for pair in pairs(draft, language) if not pair.is_open}
        new = [
            replace(one, state=state)
            for one in draft.translations
            if one.language == language and one.place in fit and one.state != "approved"
        ]
        return Edited(with_translations(draft, new))

    return apply(version, rule, _act(language), by=by, at=at)


def _act(language: str) -> Act:
    return Act(DraftChange.Act.EDITED, TRANSLATIONS, (language,))


def _fitting(instrument: Instrument) -> Instrument:
    """Return a bank whose translations fit; raise BankError with what the first says that does not."""
    for finding in translation_faults(instrument):
        one = instrument.translations[int(finding.path[1])]
        source = texts(instrument).get(one.place, one.place)
        raise BankError(f"“{source[:80]}”: {finding.message}")
    return instrument
