"""What a questionnaire is made of: parts, and pages of questions in the order in which they are answered."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from leadership.instrument import OWN_PREFIX, Asked, Instrument, OtherChoice, Scale, Theme
from leadership.instrument.parts import KindOfPart, PartKind

# Pilots of instruments like the default one take about so long over a statement.
SECONDS_A_STATEMENT = 17


@dataclass(frozen=True)
class Page:
    """One page: its questions, and the scale whose stem introduces them."""

    kind: PartKind
    code: str
    title: str
    questions: tuple[Asked, ...]
    intro: str = ""
    lead: Scale | None = None
    theme: Theme | None = None
    """The theme that the page's note is about; without one the page has no note."""
    plain_line: str = ""
    """What the title of a learning area means, in everyday words."""

    def is_under_lead(self, question: Asked) -> bool:
        """Whether the answers are those that the page's heading names."""
        return self.lead is not None and question.scale.points == self.lead.points

    @property
    def choices_apart(self) -> tuple[OtherChoice, ...]:
        """The choices of its questions that are no points of their scales, each once."""
        choices = (choice for one in self.questions for choice in one.scale.choices_apart)
        return tuple(dict.fromkeys(choices))

    @property
    def choice_apart(self) -> str:
        """What the first of these is called; '' where there is none."""
        return self.choices_apart[0].label if self.choices_apart else ""

    @property
    def needs_explaining(self) -> bool:
        """Whether there is something to say of its answers before the first."""
        new_in_role = self.lead is not None and self.lead.stem_new_in_role
        return bool(new_in_role or any(choice.help for choice in self.choices_apart))

    def is_complete(self, answered: Mapping[str, object]) -> bool:
        return all(question.code in answered for question in self.questions)

    def is_begun(self, answered: Mapping[str, object]) -> bool:
        return any(question.code in answered for question in self.questions)


@dataclass(frozen=True)
class AskedPart:
    """How a kind of part is asked; see `assessments.parts` for the table of all."""

    about: KindOfPart
    route: str
    """The name of the address of its pages."""
    path: str
    """What that address has before the page's own code."""
    pages: Callable[[Instrument], Iterator[Page]]
    codes: Callable[[Instrument], Sequence[str]]
    position: str
    """Where one is in it, with a number and a count."""
    together: str
    """What its pages are called."""
    name: str
    """What a campaign calls it."""
    campaign_field: str = ""
    """The field of a campaign that has it asked; without one it always is."""
    offer: str = ""
    """What whoever plans a campaign chooses."""
    has_result: bool = False
    """Whether a page after it says what its answers suggest."""

    @property
    def kind(self) -> PartKind:
        return self.about.kind


@dataclass(frozen=True)
class QuestionnairePart:
    """A part of the questionnaire; an optional one can be skipped."""

    asked: AskedPart
    title: str
    is_optional: bool
    pages: tuple[Page, ...]
    stated_minutes: int = 0
    """What the bank says of how long its own statements take; 0 where it says nothing."""

    @property
    def kind(self) -> PartKind:
        return self.asked.kind

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(question.code for page in self.pages for question in page.questions)

    @property
    def minutes(self) -> int:
        """How long it takes: by the number of its statements, for as many as the bank says nothing of."""
        added = [code for code in self.codes if code.startswith(OWN_PREFIX)]
        unknown = added if self.stated_minutes else self.codes
        # Rounded up: nobody minds to be done sooner than was said.
        return self.stated_minutes + math.ceil(len(unknown) * SECONDS_A_STATEMENT / 60)

    def is_begun(self, answered: Mapping[str, object]) -> bool:
        return any(page.is_begun(answered) for page in self.pages)


@dataclass(frozen=True)
class Questionnaire:
    """What one assessment asks."""

    instrument: Instrument
    parts: tuple[QuestionnairePart, ...]

    @cached_property
    def pages(self) -> tuple[Page, ...]:
        return tuple(page for part in self.parts for page in part.pages)

    @property
    def optional(self) -> tuple[QuestionnairePart, ...]:
        return tuple(part for part in self.parts if part.is_optional)

    @property
    def minutes(self) -> int:
        """How long the parts take that cannot be skipped."""
        return sum(part.minutes for part in self.parts if not part.is_optional)

    @property
    def optional_minutes(self) -> int:
        return sum(part.minutes for part in self.optional)

    def part(self, kind: PartKind) -> QuestionnairePart | None:
        return next((part for part in self.parts if part.kind == kind), None)

    def page(self, kind: PartKind, code: str) -> Page | None:
        return next((page for page in self.pages if (page.kind, page.code) == (kind, code)), None)

    def part_of(self, page: Page) -> QuestionnairePart:
        return next(part for part in self.parts if page in part.pages)

    def after(self, part: QuestionnairePart) -> Page | None:
        """Return the first page after a part."""
        return next(iter(self.pages[self.pages.index(part.pages[-1]) + 1 :]), None)

    def asks(self, code: str) -> bool:
        return any(code in part.codes for part in self.parts)

    def first_gap(self, answered: Mapping[str, object]) -> Page | None:
        """Return where to go on. An optional part counts as skipped once a later one is begun."""
        begun = [part.is_begun(answered) for part in self.parts]
        for number, part in enumerate(self.parts):
            # There is no mark of skipping: going on past a part is what skips it (decision 17).
            if part.is_optional and any(begun[number + 1 :]):
                continue
            for page in part.pages:
                if not page.is_complete(answered):
                    return page
        return None
