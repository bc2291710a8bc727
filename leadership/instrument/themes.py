"""What is asked first: themes with their statements, and the bands and words of their scores."""

from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from pydantic import Field

from leadership.instrument.types import OWN_PREFIX, Code, Line, Lines, Strict, Text


@dataclass(frozen=True)
class Facet:
    """A side of a theme that guides its content; never scored."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    text: Text | None = None


@dataclass(frozen=True)
class WhenThen:
    """A small thing to try: a moment that comes by itself, and what to do then."""

    __pydantic_config__ = Strict
    when: Line
    # An if-then plan is carried out more often than a mere intention (Gollwitzer).
    then: Line


@dataclass(frozen=True)
class Question:
    """A statement of a theme. Its label names the helpful behaviour, whichever way it is keyed.

    A separate one is asked and reported, but is no part of its theme's score. `for_others` and `for_customers` say it
    of somebody else, with `[Name]` for whom it is about: whoever has no words for it is not asked. The rest is what a report
    says of it: what the habit is good for, what to try, the goal it may become with a sign that it has
    worked, and what a line manager could ask.
    """

    __pydantic_config__ = Strict
    code: Code
    text: Text
    reverse: bool
    label: Line = ""
    facet: Code | None = None
    order: int = 0
    # An organisation's own statements begin like this, so that its scores still compare with earlier ones.
    separate: bool = False
    helps: Text | None = None
    # `try` is a word of Python, so that the field has another name than its key.
    to_try: Annotated[WhenThen | None, Field(alias="try")] = None
    goal: Line | None = None
    sign: Line | None = None
    ask: Text | None = None
    for_others: Text | None = None
    for_customers: Text | None = None

    @property
    def is_own(self) -> bool:
        """Whether an organisation added it, as its code says."""
        return self.code.startswith(OWN_PREFIX)


@dataclass(frozen=True)
class Feedback:
    """What a report says about a theme in one band."""

    __pydantic_config__ = Strict
    summary: Text
    strengths: Lines = ()
    next_steps: Lines = ()
    questions: Lines = ()


@dataclass(frozen=True)
class Theme:
    """One spoke of the radar: its words, its statements, and its feedback by band code."""

    __pydantic_config__ = Strict
    code: Code
    title: Line
    questions: Annotated[tuple[Question, ...], Field(alias="items", min_length=1)]
    order: int = 0
    scale: Code | None = None
    short_title: Line = ""
    # Where the words come from, for whoever checks them against the source.
    source_section: Line | None = None
    source_title: Line | None = None
    source_strapline: Line | None = None
    page_intro: Text | None = None
    definition: Text | None = None
    good: Lines = ()
    poor: Lines = ()
    facets: tuple[Facet, ...] = ()
    evidence_prompt: Text | None = None
    # By band code. A theme without a score, or a bank without bands, has none to show.
    feedback: dict[Code, Feedback] = field(default_factory=dict)

    @property
    def is_own(self) -> bool:
        """Whether an organisation added it, and holds nothing else in it than what it added."""
        statements = all(question.is_own for question in self.questions)
        return self.code.startswith(OWN_PREFIX) and statements

    @cached_property
    def counted(self) -> tuple[Question, ...]:
        """The statements that make its score."""
        return tuple(question for question in self.questions if not question.separate)

    @cached_property
    def separate(self) -> tuple[Question, ...]:
        """The statements that are reported beside its score."""
        return tuple(question for question in self.questions if question.separate)


@dataclass(frozen=True)
class Band:
    """An interval of whole-number scores with a word for it; both ends belong to it."""

    __pydantic_config__ = Strict
    code: Code
    label: Line
    min: Annotated[int, Field(ge=0, le=100)]
    # Whole numbers, as shown: between 49 and 50 there is no score that anybody sees.
    max: Annotated[int, Field(ge=0, le=100)]
    order: int = 0
    meaning: Text | None = None
