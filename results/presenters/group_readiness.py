"""How ready a group is to learn: both sides, what people say of the organisation, and where they see the service."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.presenters.scores import BandView
from charts.bars import Cut, ScaleBar, scale_bar, tint
from leadership.instrument import Instrument, ReadinessSide, Spectrum
from leadership.scoring import HELPFUL_ENOUGH, low_to_high
from results.disclosure import Hidden
from results.models import Cell
from results.presenters.cells import ShownCell, show_cell, show_share, why_hidden
from results.presenters.group_learning import level_of_mean
from results.presenters.group_statements import Portion, StatementView, statement_view
from results.presenters.group_themes import portions
from results.queries.published import by_code

ADVISED_FIRST = 3


@dataclass(frozen=True)
class GroupSideView:
    """One side of readiness, on average."""

    title: str
    is_individual: bool
    mean: ShownCell
    level: str
    bar: ScaleBar | None


@dataclass(frozen=True)
class NeedView:
    """A statement about the organisation, and what HR can do where too few find it true."""

    view: StatementView
    dont_know: ShownCell
    is_wanting: bool
    advice: str


@dataclass(frozen=True)
class GroupSpectrumView:
    """How a group's answers lie along the spectrum, for one of its questions."""

    title: str
    portions: tuple[Portion, ...]
    why: str

    @property
    def words(self) -> str:
        return ", ".join(portion.words for portion in self.portions)


@dataclass(frozen=True)
class GroupReadinessView:
    """Everything published about a group's readiness."""

    sides: tuple[GroupSideView, ...]
    statements: tuple[NeedView, ...]
    statements_why: str
    spectrum_title: str
    spectrum_note: str
    spectrum: tuple[GroupSpectrumView, ...]

    @property
    def spectrum_why(self) -> str:
        """Return why no question of the spectrum is shown; empty where one is."""
        reasons = [one.why for one in self.spectrum if not one.portions]
        return reasons[0] if reasons and len(reasons) == len(self.spectrum) else ""

    @property
    def needs(self) -> tuple[NeedView, ...]:
        """Return what is wanting, what fewest find true first; "few or none" is fewer than any number."""
        wanting = (one for one in self.statements if one.is_wanting)
        return tuple(sorted(wanting, key=lambda one: one.view.favour))

    @property
    def advised(self) -> tuple[NeedView, ...]:
        """Return what HR can do about what is wanting most."""
        return tuple(one for one in self.needs if one.advice)[:ADVISED_FIRST]


def present_readiness(instrument: Instrument, cells: Sequence[Cell]) -> GroupReadinessView | None:
    """Return what the cells say about readiness; None where the campaign did not ask."""
    readiness = instrument.readiness
    means = by_code(cells, "readiness_mean")
    spectrum = instrument.spectrum
    asked = {cell.code for cell in cells if cell.statistic == "spectrum_share"}
    if not (means or asked):
        return None
    statements = tuple(_statements(readiness.organisational, cells)) if readiness and means else ()
    reasons = {one.view.favourable.why for one in statements}
    return GroupReadinessView(
        sides=tuple(
            _side(instrument, name, side, means.get(name))
            for name, side in (readiness.sides if readiness else ())
        ),
        statements=statements,
        statements_why=reasons.pop() if len(reasons) == 1 else "",
        spectrum_title=spectrum.title if spectrum else "",
        spectrum_note=(spectrum.note or "") if spectrum else "",
        spectrum=tuple(_spectrum(spectrum, cells)) if spectrum and asked else (),
    )


def _side(
    instrument: Instrument, name: str, side: ReadinessSide, mean: Cell | None
) -> GroupSideView:
    levels = instrument.scoring.readiness.levels
    cuts = [Cut(level.min, level.label) for level in low_to_high(levels)]
    value = mean.value if mean else None
    return GroupSideView(
        side.title,
        name == "individual",
        show_cell(mean),
        level_of_mean(levels, mean),
        None if value is None else scale_bar(value, cuts),
    )


def _statements(side: ReadinessSide, cells: Sequence[Cell]) -> Iterator[NeedView]:
    unknown = by_code(cells, "readiness_dont_know")
    shares = by_code(cells, "readiness_favourable")
    for statement in side.statements:
        is_wanting = _is_wanting(shares.get(statement.code))
        yield NeedView(
            statement_view(statement.code, statement.text, cells, of="readiness"),
            show_share(unknown.get(statement.code)),
            is_wanting,
            (statement.hr_tip or "") if is_wanting else "",
        )


def _is_wanting(favourable: Cell | None) -> bool:
    """Tell whether it is published that a statement holds for fewer than three in four."""
    if favourable is None:
        return False
    if favourable.value is None:
        return favourable.hidden == Hidden.FEW_OR_NONE
    return favourable.value < 100 * HELPFUL_ENOUGH


def _spectrum(spectrum: Spectrum, cells: Sequence[Cell]) -> Iterator[GroupSpectrumView]:
    count = len(spectrum.positions)
    places: Mapping[str, BandView] = {
        one.code: BandView(one.label, "", one.text, tint(number, count))
        for number, one in enumerate(spectrum.positions)
    }
    for question in spectrum.questions:
        own = [c for c in cells if (c.statistic, c.code) == ("spectrum_share", question.code)]
        why = next((why_hidden(cell.hidden) for cell in own if cell.hidden), "")
        yield GroupSpectrumView(question.text, portions(places, own), why)
