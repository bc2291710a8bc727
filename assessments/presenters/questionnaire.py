"""What the pages of a questionnaire show: how long it takes, how far one is, what comes next."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from assessments.pages import Page, Questionnaire, QuestionnairePart
from assessments.parts import PARTS, part_with
from assessments.queries import Stored
from leadership.instrument import Instrument

ROUTES = {part.kind: part.route for part in PARTS}


@dataclass(frozen=True)
class Progress:
    """How many of the statements have an answer."""

    answered: int
    statements: int

    @property
    def words(self) -> str:
        return ngettext(
            "%(answered)s of %(statements)s statement answered",
            "%(answered)s of %(statements)s statements answered",
            self.statements,
        ) % {"answered": self.answered, "statements": self.statements}

    @property
    def is_complete(self) -> bool:
        return self.answered == self.statements


def progress(instrument: Instrument, answers: Mapping[str, Stored]) -> Progress:
    """Count the statements of the themes: what a score needs. The other parts count apart."""
    return _progress([question.code for question in instrument.questions()], answers)


def part_progress(part: QuestionnairePart, answers: Mapping[str, Stored]) -> Progress:
    return _progress(part.codes, answers)


def progress_with(instrument: Instrument, answers: Mapping[str, Stored], code: str) -> Progress:
    """Return the progress of the part that asks this statement, or has a theme of this code."""
    part = part_with(instrument, code)
    return _progress(part.codes(instrument), answers) if part else progress(instrument, answers)


def _progress(codes: Sequence[str], answers: Mapping[str, Stored]) -> Progress:
    return Progress(sum(code in answers for code in codes), len(codes))


@dataclass(frozen=True)
class PagePosition:
    """Where a page stands in its part, and its part in the questionnaire."""

    page: Page
    part: QuestionnairePart
    part_number: int
    parts: int
    before: Page | None
    after: Page | None
    after_part: Page | None

    @property
    def number(self) -> int:
        return self.part.pages.index(self.page) + 1

    @property
    def words(self) -> str:
        counts = {"number": self.number, "count": len(self.part.pages)}
        return _(self.part.asked.position) % counts

    @property
    def pages_title(self) -> str:
        """What the pages of the part are called together."""
        return _(self.part.asked.together)

    @property
    def part_words(self) -> str:
        """Return the part and its number; empty where there is only one."""
        if self.parts == 1:
            return ""
        counts = {"number": self.part_number, "count": self.parts, "title": self.part.title}
        return _("Part %(number)s of %(count)s: %(title)s") % counts

    def page_named(self, code: str) -> Page | None:
        return next((page for page in self.part.pages if page.code == code), None)

    @property
    def is_first(self) -> bool:
        return self.number == 1

    @property
    def can_skip(self) -> bool:
        """Whether there is more of an optional part than this page, or nothing but it."""
        return self.part.is_optional and (self.is_first or self.number < len(self.part.pages))

    @property
    def ends_with_result(self) -> bool:
        """Whether what the answers to this part suggest comes next."""
        return self.part.asked.has_result and self.number == len(self.part.pages)


@dataclass(frozen=True)
class PageLink:
    """A page of the part that one is in, with how far it is."""

    page: Page
    progress: Progress
    is_here: bool

    @property
    def words(self) -> str:
        if self.is_here:
            return _("You are here")
        if self.progress.is_complete:
            return _("All answered")
        if not self.progress.answered:
            return _("Not begun")
        return _("%(answered)d of %(statements)d answered") % {
            "answered": self.progress.answered,
            "statements": self.progress.statements,
        }


def page_links(position: PagePosition, answers: Mapping[str, Stored]) -> list[PageLink]:
    return [
        PageLink(
            page,
            _progress([question.code for question in page.questions], answers),
            page == position.page,
        )
        for page in position.part.pages
    ]


def position_of(questionnaire: Questionnaire, page: Page) -> PagePosition:
    index = questionnaire.pages.index(page)
    part = questionnaire.part_of(page)
    return PagePosition(
        page=page,
        part=part,
        part_number=questionnaire.parts.index(part) + 1,
        parts=len(questionnaire.parts),
        before=questionnaire.pages[index - 1] if index else None,
        after=next(iter(questionnaire.pages[index + 1 :]), None),
        after_part=questionnaire.after(part),
    )


def address(page: Page | None, public_id: UUID) -> str:
    """Return where a page is; after the last one comes the check."""
    if page is None:
        return reverse("assessments:check", args=[public_id])
    return reverse(f"assessments:{ROUTES[page.kind]}", args=[public_id, page.code])
