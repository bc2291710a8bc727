"""The parts that a bank may do without, in words for HR: what each is, what begins it, what would go with it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from leadership.editing import parts
from leadership.editing.beginnings import Beginning, NewCodes, Submitted
from leadership.editing.patches import between
from leadership.editing.sections import choices
from leadership.editing.sections.section import Field, Keys, Section, Words, all_things
from leadership.editing.values import texts
from leadership.files import codes_in, example, plain
from leadership.instrument import Instrument
from leadership.shapes import Shape, ValueKind
from leadership.translation import gettext_noop as _

LINE, LONG = 300, 4000
LINES_OF_TEXT = Shape(ValueKind.LIST, required=True, item=Shape(ValueKind.TEXT, longest=LONG))
TITLES = Shape(ValueKind.LIST, required=True, item=Shape(ValueKind.TEXT, longest=LINE))
TITLE = Shape(ValueKind.TEXT, required=True, longest=LINE)
TEXT = Shape(ValueKind.TEXT, required=True, longest=LONG)
ONE_TO_A_LINE = _("One to a line. More can be added later.")


@dataclass(frozen=True)
class Wanted:
    """Something asked of an author who begins a part with words of their own."""

    field: Field
    shape: Shape
    initial: Words = ""
    least: int = 1
    most: int | None = None


@dataclass(frozen=True)
class OptionalPart:
    """A part that a bank may have. Without `example` it begins with one's own words, without `asked` with the example.

    What has no `begun` is a list that always stands open: its first entry is added there.
    """

    name: str
    title: Words
    about: Words
    is_in: Callable[[Instrument], bool]
    without: Callable[[Instrument], Instrument]
    begun: parts.Begun | None = None
    example: Words = ""
    asked: tuple[Wanted, ...] = ()
    stays: Words = ""

    @property
    def kept_as(self) -> str:
        """Return what stands for the whole part where a change of the draft is kept."""
        return f"part:{self.name}"


def _is_any_theme_with(name: str) -> Callable[[Instrument], bool]:
    return lambda instrument: any(getattr(theme, name) for theme in instrument.themes)


def _without(name: str) -> Callable[[Instrument], Instrument]:
    empty: dict[str, Any] = {name: ()}
    return lambda instrument: replace(instrument, **empty)


PARTS = (
    OptionalPart(
        "readiness",
        _("Readiness"),
        _(
            "Asked after the themes: are you ready to learn, and is your organisation? The report says what both "
            "sides suggest, with a tip for each condition that is missing."
        ),
        lambda instrument: instrument.readiness is not None,
        parts.without_readiness,
        parts.with_readiness,
        _("The example: eight statements for each side, with tips. Reword what does not fit."),
        (
            Wanted(
                Field(
                    "scale",
                    _("Answers it offers"),
                    _("Left open: from “Not at all true” to “Completely true”."),
                    of=choices.scales,
                ),
                Shape(ValueKind.TEXT),
            ),
            Wanted(
                Field("individual", _("Statements about the person"), ONE_TO_A_LINE), LINES_OF_TEXT
            ),
            Wanted(
                Field("organisational", _("Statements about the organisation"), ONE_TO_A_LINE),
                LINES_OF_TEXT,
            ),
        ),
        _("The scale stays, and so do the rules for the levels of readiness."),
    ),
    OptionalPart(
        "spectrum",
        _("Spectrum"),
        _(
            "Asked after the themes: where is the service now on a line of positions, and where should it be? It is "
            "not scored."
        ),
        lambda instrument: instrument.spectrum is not None,
        parts.without_spectrum,
        parts.with_spectrum,
        _("The example: five positions of customer focus, from “We decide” to “We share power”."),
        (
            Wanted(Field("title", _("Title")), TITLE),
            Wanted(Field("now", _("First question")), TEXT, _("Where is your service now?")),
            Wanted(
                Field("aim", _("Second question")),
                TEXT,
                _("Where do you want it to be in two years?"),
            ),
            Wanted(
                Field(
                    "positions",
                    _("Positions, from one end to the other"),
                    _("One to a line, at least two: a name, a colon, and what it means."),
                ),
                LINES_OF_TEXT,
                least=2,
                most=20,
            ),
            Wanted(
                Field("up", _("What the report says when the aim is further along")),
                TEXT,
                _("You want to move further along. Choose one first step."),
            ),
            Wanted(
                Field("same", _("When it is the same")),
                TEXT,
                _("You think your service is in the right place. Check this with others."),
            ),
            Wanted(
                Field("down", _("When it is further back")),
                TEXT,
                _("You want to step back from where you are now. Be clear with others about why."),
            ),
        ),
    ),
    OptionalPart(
        "bands",
        _("Bands"),
        _(
            "Words for stretches of the score, such as Developing. With bands each theme can say something different "
            "to people in each."
        ),
        lambda instrument: bool(instrument.bands),
        parts.without_bands,
        parts.with_bands,
        _("The example: Developing, Establishing and Embedded, from 0, 50 and 75 on."),
        (
            Wanted(
                Field(
                    "words",
                    _("Words, from the lowest stretch to the highest"),
                    _(
                        "One to a line, two to ten. They begin as equal stretches; where each begins and ends can be "
                        "changed afterwards."
                    ),
                ),
                TITLES,
                least=2,
                most=10,
            ),
        ),
        _("Scores stay as they are: a report then gives the number alone."),
    ),
    OptionalPart(
        "learning",
        _("Learning areas"),
        _(
            "Asked after the themes: how confident are you in each area of learning, and how important is it? The "
            "report puts them in order and suggests activities; the learning library shows them to everyone."
        ),
        lambda instrument: bool(instrument.learning_areas or instrument.activity_types),
        parts.without_learning,
        parts.with_learning,
        _(
            "The example: seven areas with three statements and some activities each. Links from themes come along "
            "where this bank was made from the example."
        ),
        (
            Wanted(
                Field(
                    "areas",
                    _("Titles of the learning areas"),
                    _(
                        "One to a line. Statements, activities and links are added to each afterwards."
                    ),
                ),
                TITLES,
                most=15,
            ),
        ),
        _("The scales called confidence and importance stay."),
    ),
    OptionalPart(
        "plan",
        _("Plan"),
        _(
            "The words of the goals that people plan with. Without it plans ask the same questions in the words of "
            "the service."
        ),
        lambda instrument: instrument.embedding_plan is not None,
        parts.without_plan,
        parts.with_plan,
        _(
            "The example: the questions of a goal, six types of support and an example. Reword what does not fit."
        ),
    ),
    OptionalPart(
        "stages",
        _("Stages of learning"),
        _("The steps by which the learning library is laid out: get ready, learn, make it stick."),
        lambda instrument: bool(instrument.stages),
        parts.without_stages,
        parts.with_stages,
        _("The example: three stages. Reword what does not fit."),
        stays=_("What the stages lead to stays; the library then lists it without them."),
    ),
    OptionalPart(
        "models",
        _("Pictures of how services come about"),
        _("Two or more contrasting pictures, each in three steps, shown in the learning library."),
        lambda instrument: instrument.service_models is not None,
        parts.without_models,
        parts.with_models,
        _("The example: “We know best” and “Customer first”."),
        (
            Wanted(Field("title", _("Title of the first picture")), TITLE),
            Wanted(Field("start", _("It starts with")), TEXT),
            Wanted(Field("middle", _("Then")), TEXT),
            Wanted(Field("end", _("It ends with")), TEXT),
        ),
    ),
    OptionalPart(
        "prompts",
        _("Evidence prompts"),
        _(
            "What the note under the statements of a theme asks for. Nobody but the person reads the note."
        ),
        _is_any_theme_with("evidence_prompt"),
        parts.without_theme_text("evidence_prompt"),
        parts.with_theme_text("evidence_prompt"),
        asked=(
            Wanted(
                Field(
                    "evidence_prompt",
                    _("Prompt for every theme"),
                    _("Each theme’s can be changed afterwards."),
                ),
                TEXT,
                _("Give one recent example. What did you do, and what happened?"),
            ),
        ),
    ),
    OptionalPart(
        "intros",
        _("Introductions of the themes’ pages"),
        _("A sentence or two above the statements of a theme."),
        _is_any_theme_with("page_intro"),
        parts.without_theme_text("page_intro"),
        parts.with_theme_text("page_intro"),
        asked=(
            Wanted(
                Field(
                    "page_intro",
                    _("Introduction for every theme"),
                    _("Each theme’s can be changed afterwards."),
                ),
                TEXT,
            ),
        ),
    ),
    OptionalPart(
        "glossary",
        _("Glossary"),
        _("What words mean in the statements, shown before people begin."),
        lambda instrument: bool(instrument.glossary),
        _without("glossary"),
    ),
    OptionalPart(
        "sources",
        _("Sources"),
        _("The works that the bank draws on, named at the end of the report."),
        lambda instrument: bool(instrument.sources),
        _without("sources"),
    ),
)
OPTIONAL_PARTS = {part.name: part for part in PARTS}


def begun(
    instrument: Instrument,
    part: OptionalPart,
    submitted: Submitted,
    ever: set[str],
    *,
    marks: bool,
) -> Instrument:
    """Return the bank with this part, from the example or in one's own words.

    `ever` are codes once in use; with `marks` new ones of what is answered are marked as one's own.
    """
    pattern = example()
    codes = NewCodes(
        codes_in(instrument),
        ever,
        instrument.instrument.code == pattern.instrument.code,
        marks,
    )
    if part.begun is None:
        return instrument
    return part.begun(instrument, Beginning(pattern, submitted, codes))


def fingerprint(instrument: Instrument, part: OptionalPart) -> str:
    """Return what tells whether taking the part out would still take the same."""
    cut = between(plain(instrument), plain(part.without(instrument)))
    return sha256(repr(cut).encode()).hexdigest()


@dataclass(frozen=True)
class Removal:
    """Things of one section that only one of two banks has, or the field of things that is empty in the other."""

    section: Section
    field: Field | None
    titles: tuple[str, ...]


def only_in(
    instrument: Instrument, other: Instrument, sections: tuple[Section, ...]
) -> Iterator[Removal]:
    """Yield what a bank has and the other has not, section by section."""
    for section in sections:
        here, there = dict(all_things(instrument, section)), dict(all_things(other, section))
        gone = tuple(
            section.title_of(instrument, keys, item)
            for keys, item in here.items()
            if keys not in there
        )
        if gone:
            yield Removal(section, None, gone)
        for one in section.fields_in(instrument):
            emptied = tuple(
                _where(section, keys, text)
                for keys, item in here.items()
                if keys in there
                and (text := _text(item, one.name))
                and not _text(there[keys], one.name)
            )
            if emptied:
                yield Removal(section, one, emptied)


def _where(section: Section, keys: Keys, text: str) -> str:
    return f"{keys[-1]}: {text}" if section.is_list else text


def _text(item: object, name: str) -> str:
    return texts(item, [name])[name]
