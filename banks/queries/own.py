"""An organisation's own statements in its copy of a shared bank, and which have answers enough to count."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count

from accounts.models import Organisation
from banks.models import BankVersion, QuestionBank
from banks.models import Question as QuestionRow
from banks.queries.memory import source_of
from banks.queries.versions import instrument_to_compare, latest_fixed
from leadership.instrument import Instrument, Question, Theme
from leadership.scoring import is_asked_the_same

ENOUGH_ANSWERS = 100


def is_copy(code: str, organisation: Organisation | None) -> bool:
    """Tell whether an organisation's bank of this code is its copy of a shared one."""
    shared = QuestionBank.objects.filter(code=code, organisation=None)
    return organisation is not None and shared.exists()


def is_kept_apart(bank: QuestionBank, theme: Theme) -> bool:
    """Tell whether what an organisation adds to a theme is reported separately from the start."""
    return not theme.is_own and is_copy(bank.code, bank.organisation)


@dataclass(frozen=True)
class OwnStatement:
    """A statement that an organisation has added to a shared bank's theme."""

    theme: Theme
    question: Question
    has_enough: bool

    @property
    def counts_too_early(self) -> bool:
        return not (self.has_enough or self.question.separate)


def own_statements(
    instrument: Instrument, organisation: Organisation | None
) -> tuple[OwnStatement, ...]:
    """Return an organisation's own statements among those of a shared bank, in bank order.

    There are none in a bank that is its own in whole, nor in a theme that is: nothing shared is mixed there.
    """
    mixed = [
        (theme, question)
        for theme in instrument.themes
        if not theme.is_own
        for question in theme.questions
        if question.is_own
    ]
    code = instrument.instrument.code
    if not mixed or organisation is None or not is_copy(code, organisation):
        return ()
    bank = QuestionBank.objects.filter(code=code, organisation=organisation).first()
    given = _answers_given(bank, instrument, mixed) if bank else Counter[str]()
    return tuple(
        OwnStatement(theme, question, given[question.code] >= ENOUGH_ANSWERS)
        for theme, question in mixed
    )


def counted_too_early(instrument: Instrument, organisation: Organisation | None) -> list[str]:
    """Return the codes of own statements that would count in a score before they have answers enough."""
    own = own_statements(instrument, organisation)
    return [one.question.code for one in own if one.counts_too_early]


def _answers_given(
    bank: QuestionBank, instrument: Instrument, mixed: Sequence[tuple[Theme, Question]]
) -> Counter[str]:
    """Count the submitted answers on the scale to these statements as they are worded now, spelling aside."""
    asked = [question.code for _theme, question in mixed]
    rows = (
        QuestionRow.objects.filter(version__bank=bank, code__in=asked)
        .exclude(version__status=BankVersion.Status.DRAFT)
        .filter(answers__value__isnull=False, answers__assessment__submitted_at__isnull=False)
        .values_list("version", "code")
        .annotate(given=Count("answers"))
    )
    latest = latest_fixed(bank)
    answered = list(rows)
    then = {
        pk: instrument_to_compare(pk, latest.pk) if latest else source_of(pk)
        for pk in {version_id for version_id, _code, _given in answered}
    }
    found = Counter[str]()
    for version_id, code, given in answered:
        if is_asked_the_same(then[version_id], instrument, code):
            found[code] += given
    return found
