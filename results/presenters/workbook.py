"""Published results as an Excel workbook: a sheet of notes, one each for the figures people compare, and all cells."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence

from django.utils.translation import gettext as _
from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from banks.queries import instrument_of
from documents.text import safe
from leadership.instrument import Instrument
from results.models import Cell
from results.presenters.cells import ShownCell, why_hidden
from results.presenters.group import GroupResults, present_group
from results.presenters.group_themes import GroupThemeView
from results.presenters.teams import STATISTICS, GroupRow, team_rows
from results.queries.published import Reach, cells_of, figures_of, means_then
from results.queries.snapshot import rules_of

Value = str | float | int | None
# XML has no control characters.
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
WIDE, NARROW = 44, 16


def workbook_of(reach: Reach) -> bytes:
    """Return the workbook; every figure in it is a published cell, and texts are never formulas."""
    instrument = instrument_of(reach.release.campaign.version_id)
    cells = cells_of(reach.groups)
    then = means_then(reach, reach.groups)
    groups = [
        present_group(instrument, reach, group, cells, then, draws=False) for group in reach.groups
    ]
    figures = figures_of(reach.groups, STATISTICS)
    out = io.BytesIO()
    # Each text is stored once: that is quicker than its `constant_memory`, and the file is smaller.
    book = Workbook(out, {"in_memory": True})
    _sheet(book, _("Notes"), (WIDE, WIDE * 2), None, _notes(instrument, reach))
    whole = reach.organisation
    teams = team_rows(instrument, whole, [whole, *reach.teams], figures)
    _averages(book, _("Averages"), instrument, teams)
    if reach.breakdown:
        values = team_rows(instrument, whole, reach.breakdown, figures)
        _averages(book, _("Breakdown"), instrument, values)
    _sheet(book, _("Spread"), (WIDE, WIDE, NARROW, NARROW, WIDE), _spread_head(), _spread(groups))
    _sheet(
        book,
        _("Statements"),
        (WIDE, WIDE, WIDE, NARROW, WIDE, NARROW),
        _said_head(),
        _said(groups),
    )
    _parts(book, groups)
    _sheet(book, _("All figures"), (WIDE, NARROW, NARROW, WIDE), _cell_head(), _cells(reach, cells))
    book.close()
    return out.getvalue()


def _parts(book: Workbook, groups: Sequence[GroupResults]) -> None:
    """Write a sheet for each part that the campaign has; every group has the same ones."""
    if groups[0].learning:
        _sheet(
            book, _("Learning"), (WIDE, WIDE, *[NARROW] * 5), _learning_head(), _learning(groups)
        )
    if groups[0].readiness:
        _sheet(
            book, _("Readiness"), (WIDE, WIDE, NARROW, WIDE, NARROW), _ready_head(), _ready(groups)
        )
    if groups[0].goals and groups[0].goals.counted_at:
        _sheet(book, _("Goals"), (WIDE, WIDE, WIDE, NARROW), _goals_head(), _goals(groups))
    if groups[0].change:
        _sheet(
            book,
            _("Change"),
            (WIDE, WIDE, NARROW, NARROW, NARROW, WIDE, WIDE * 2),
            _change_head(),
            _change(groups),
        )


def _averages(book: Workbook, title: str, instrument: Instrument, rows: Iterable[GroupRow]) -> None:
    titles = [theme.title for theme in instrument.themes]
    beside = [_("%(theme)s, beside the organisation") % {"theme": one} for one in titles]
    _sheet(
        book,
        title,
        (WIDE, *(NARROW for _title in (*titles, *beside))),
        [_("Group"), *titles, *beside],
        (
            [
                row.name,
                *(_value(cell.shown) for cell in row.cells),
                *(cell.judged.words if cell.judged else None for cell in row.cells),
            ]
            for row in rows
        ),
    )


def _sheet(
    book: Workbook,
    title: str,
    widths: Sequence[int],
    head: Sequence[str] | None,
    rows: Iterable[Sequence[Value]],
) -> None:
    sheet = book.add_worksheet(title)
    plain = book.add_format({"text_wrap": True, "valign": "top"})
    bold = book.add_format({"text_wrap": True, "valign": "top", "bold": True})
    for number, width in enumerate(widths):
        sheet.set_column(number, number, width)
    if head:
        sheet.freeze_panes(1, 1)
        _write_row(sheet, 0, head, bold)
    for number, row in enumerate(rows, 1 if head else 0):
        _write_row(sheet, number, row, plain)


def _write_row(sheet: Worksheet, number: int, row: Sequence[Value], style: Format) -> None:
    for column, value in enumerate(row):
        if value is None or value == "":
            continue
        if isinstance(value, str):
            # As a text whatever it looks like, and in other programs too.
            sheet.write_string(number, column, safe(ILLEGAL.sub("", value)), style)
        else:
            sheet.write_number(number, column, value, style)


def _value(shown: ShownCell) -> Value:
    """Return a figure as a number where it is one, and otherwise the words that stand for it."""
    if shown.exact is not None and shown.is_number:
        return shown.exact
    return shown.text or shown.why


def _notes(instrument: Instrument, reach: Reach) -> Iterable[Sequence[Value]]:
    release, campaign = reach.release, reach.release.campaign
    earlier = release.earlier
    compared = [[_("Compared with"), earlier.campaign.name]] if earlier else []
    least = rules_of(instrument, release.smallest_group).spread_minimum
    count = getattr(release, "goal_count", None)
    goals = [[_("Goals made by this day count"), count.due_at.date().isoformat()]] if count else []
    broken_down = [[_("Broken down by"), campaign.breakdown]] if campaign.breakdown else []
    return [
        [_("Campaign"), campaign.name],
        [_("Organisation"), campaign.organisation.name],
        [_("Question bank"), f"{instrument.instrument.title} {instrument.instrument.version}"],
        [_("Published"), release.published_at.date().isoformat()],
        *broken_down,
        *compared,
        *goals,
        [_("Smallest group shown"), release.smallest_group],
        [
            _("Spread, medians, shares and single statements"),
            _("from %(least)d people on") % {"least": least},
        ],
        [_("Purpose"), instrument.text("purpose_limit")],
        [
            _("Differences and changes in words"),
            _(
                "“Clear” where chance would bring about so much in less than one case in twenty, “possible” in less"
                " than one in five, by how many people it rests on and how far they differ."
            ),
        ],
        [
            _("Hidden figures"),
            _("Where there is no figure, its place says why. Nothing else is left out."),
        ],
    ]


def _spread_head() -> list[str]:
    return [_("Group"), _("Theme"), _("Standard deviation"), _("Median"), _("People in each band")]


def _spread(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        for theme in group.themes:
            yield [
                group.full_title,
                theme.title,
                _value(theme.sd),
                _value(theme.median),
                _bands(theme),
            ]


def _bands(theme: GroupThemeView) -> str:
    if not theme.spread:
        return theme.spread_why
    return "; ".join(f"{portion.label} {portion.percent}" for portion in theme.spread)


def _said_head() -> list[str]:
    return [
        _("Group"), _("Theme"), _("Statement"), _("Favourable, per cent"), _("The others"),
        _("Counts in the theme’s score"),
    ]  # fmt: skip


def _said(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        for theme in group.themes:
            for part in (theme.counted, theme.separate):
                for one in part.statements if part else ():
                    yield [
                        group.full_title, theme.title, one.label, _value(one.favourable), one.rest,
                        _("no") if part == theme.separate else _("yes"),
                    ]  # fmt: skip


def _learning_head() -> list[str]:
    return [
        _("Group"), _("Learning area"), _("Average priority"), _("Level"),
        _("Among their top three, per cent"), _("Importance"), _("Confidence"),
    ]  # fmt: skip


def _learning(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        for area in group.learning.areas if group.learning else ():
            yield [
                group.full_title, area.title, _value(area.priority), area.level,
                _value(area.top_three), _value(area.importance), _value(area.confidence),
            ]  # fmt: skip


def _ready_head() -> list[str]:
    return [
        _("Group"), _("Side, statement or question"), _("Average, or favourable, per cent"),
        _("The others"), _("Don’t know, per cent"),
    ]  # fmt: skip


def _ready(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        if group.readiness is None:
            continue
        for side in group.readiness.sides:
            yield [group.full_title, side.title, _value(side.mean), side.level]
        for one in group.readiness.statements:
            view = one.view
            yield [
                group.full_title, view.label, _value(view.favourable), view.rest,
                _value(one.dont_know),
            ]  # fmt: skip
        for question in group.readiness.spectrum:
            yield [group.full_title, question.title, None, question.words or question.why]


def _goals_head() -> list[str]:
    return [
        _("Group"), _("What is counted"), _("Learning area or support"),
        _("Of those who took part, per cent"),
    ]  # fmt: skip


def _goals(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        if group.goals is None:
            continue
        yield [group.full_title, _("People with any goal"), "", _value(group.goals.any_goal)]
        for one in group.goals.areas:
            yield [group.full_title, _("Goals in this area"), one.title, _value(one.share)]
        for one in group.goals.support:
            yield [group.full_title, _("Goals with this support"), one.title, _value(one.share)]


def _change_head() -> list[str]:
    return [
        _("Group"), _("Theme"), _("Average then"), _("Average now"),
        _("Change of the same people"), _("In words"), _("How many changed in which way"),
    ]  # fmt: skip


def _change(groups: Sequence[GroupResults]) -> Iterable[Sequence[Value]]:
    for group in groups:
        for row in group.change.rows if group.change else ():
            yield [
                group.full_title, row.title, _value(row.then), _value(row.now),
                _value(row.change), row.words, row.labels_words or row.labels_why,
            ]  # fmt: skip


def _cell_head() -> list[str]:
    return [
        _("Path"), _("Statistic"), _("Code"), _("Label"), _("Parts"), _("People"), _("Value"),
        _("Bound"), _("Why there is no figure"),
    ]  # fmt: skip


def _cells(reach: Reach, cells: Mapping[int, Sequence[Cell]]) -> Iterable[Sequence[Value]]:
    for group in reach.groups:
        for cell in cells[group.pk]:
            yield [
                group.path, cell.statistic, cell.code, cell.label, " + ".join(cell.parts),
                cell.n, cell.value, cell.bound, why_hidden(cell.hidden),
            ]  # fmt: skip
