"""The sheets of a workbook with a row for each figure of each group: to filter, to sort and to count with.

A group stands on a sheet where it shows anything there; what it does not show is on the sheet of what is not shown.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.translation import gettext as _

from assessments.presenters.scores import band_views
from documents.sheets import NumberCell, TableColumn, TableSheet, TextCell, Value
from leadership.instrument import Instrument, Question
from leadership.scoring import ChangeCode, low_to_high, shown
from results.models import Cell
from results.presenters.group_change import ChangeCells, present_group_change
from results.presenters.group_goals import goal_labels
from results.presenters.group_learning import level_of_mean
from results.presenters.group_themes import band_of_mean
from results.presenters.judging import judge_beside
from results.presenters.statistics import LEARNING, READINESS, SPECTRUM
from results.presenters.workbook_cells import (
    BAND_TINTS,
    GroupCells,
    judged_words,
    level_columns,
    people_of,
    says_something,
    share_values,
    value_of,
)
from results.queries.published import Reach

Groups = Sequence[GroupCells]
Row = Sequence[Value]
GROUP, TEXT, WORD, NUMBER_OF, FIGURE = 42, 54, 18, 16, 12
FALL_TO_RISE: tuple[ChangeCode, ...] = (
    "CLEAR_DOWN",
    "POSSIBLE_DOWN",
    "NONE",
    "POSSIBLE_UP",
    "CLEAR_UP",
)
SHARES = ("favourable", "neutral", "unfavourable", "other")


def group_sheet(title: str, columns: Iterable[TableColumn], groups: Groups, rows: Iterable[tuple[GroupCells, Row]]) -> TableSheet:  # fmt: skip
    """Return a sheet whose rows begin with a group, and end with what to sort it out by."""
    return TableSheet(
        title,
        (TableColumn(_("Group"), GROUP), *columns, *level_columns(groups)),
        ([_named(group), *row, group.kind, *group.levels] for group, row in rows),
    )


def _named(group: GroupCells) -> Value:
    """Return a group's name; the organisation stands out among its teams."""
    return group.title if group.levels else TextCell(group.title, "whole", bold=True)


def _share_columns() -> tuple[TableColumn, ...]:
    titles = (_("Favourable"), _("Neutral"), _("Unfavourable"), _("Neutral or unfavourable"))
    return tuple(TableColumn(title, NUMBER_OF) for title in titles)


# Themes ----------------------------------------------------------------------------------------


def themes_sheet(instrument: Instrument, groups: Groups) -> TableSheet:
    bands = band_views(instrument)
    columns = (
        TableColumn(_("Theme"), 34), TableColumn(_("People"), NUMBER_OF), TableColumn(_("Average"), FIGURE),
        *([TableColumn(_("On average"), WORD)] if bands else []),
        TableColumn(_("Beside the organisation"), WORD), TableColumn(_("SD"), 9), TableColumn(_("Median"), 9),
        *(TableColumn(one.label, WORD + 1) for one in bands.values()),
    )  # fmt: skip
    return group_sheet(_("Themes by group"), columns, groups, _themes(instrument, groups))


def _themes(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    bands, whole = band_views(instrument), groups[0]
    for group in groups:
        for theme in instrument.themes:
            mean = group.one("theme_mean", theme.code)
            if not says_something(mean):
                continue
            band = band_of_mean(instrument, bands, mean)
            beside = judge_beside(instrument, group.figures, whole.figures, theme.code)
            yield group, [
                theme.title, people_of(mean), value_of(mean),
                *([TextCell(band.label, BAND_TINTS[band.tint]) if band else ""] if bands else []),
                None if group is whole else judged_words(beside),
                value_of(group.one("theme_sd", theme.code), places=1),
                value_of(group.one("theme_median", theme.code)),
                *share_values(group.shares.get(("band_share", theme.code), ()), bands),
            ]  # fmt: skip


# Statements ------------------------------------------------------------------------------------


def statements_sheet(instrument: Instrument, groups: Groups) -> TableSheet:
    columns = (
        TableColumn(_("Theme"), 24), TableColumn(_("Statement"), TEXT), TableColumn(_("People"), NUMBER_OF),
        *_share_columns(), TableColumn(_("Counts in the theme"), FIGURE),
    )  # fmt: skip
    return group_sheet(_("Statements by group"), columns, groups, _statements(instrument, groups))


def _statements(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    for group in groups:
        for theme in instrument.themes:
            title = theme.short_title or theme.title
            for questions, of, counts in (
                (theme.counted, "question", _("yes")),
                (theme.separate, "separate", _("no")),
            ):
                for question in questions:
                    shares = _shares(group, question, of)
                    if says_something(shares[0]):
                        label = question.label or question.text
                        yield group, [title, label, people_of(shares[0]), *_values(shares), counts]


def _shares(group: GroupCells, question: Question, of: str) -> list[Cell | None]:
    return [group.one(f"{of}_{name}", question.code) for name in SHARES]


def _values(shares: Iterable[Cell | None]) -> Iterator[Value]:
    return (value_of(cell, "%") for cell in shares)


# What people want to learn, and how ready they are --------------------------------------------


def learning_sheet(instrument: Instrument, groups: Groups) -> TableSheet:
    columns = (
        TableColumn(_("Learning area"), TEXT), TableColumn(_("People"), NUMBER_OF),
        TableColumn(_("Average priority"), FIGURE), TableColumn(_("Level"), 30),
        TableColumn(_("Among their top three"), FIGURE + 4), TableColumn(_("Importance"), FIGURE),
        TableColumn(_("Confidence"), FIGURE),
    )  # fmt: skip
    return group_sheet(_(LEARNING), columns, groups, _learning(instrument, groups))


def _learning(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    levels = low_to_high(instrument.scoring.learning_priority.levels)
    # As on the page: the darker, the more it is asked for.
    tints = {one.label: BAND_TINTS.get(number, "") for number, one in enumerate(levels, 1)}
    for group in groups:
        for area in instrument.learning_areas:
            priority = group.one("area_priority", area.code)
            if says_something(priority):
                level = level_of_mean(levels, priority)
                yield group, [
                    area.title, people_of(priority), value_of(priority),
                    TextCell(level, tints[level]) if level else "",
                    value_of(group.one("area_top_three", area.code), "%"),
                    value_of(group.one("area_importance", area.code)),
                    value_of(group.one("area_confidence", area.code)),
                ]  # fmt: skip


def readiness_sheet(instrument: Instrument, groups: Groups) -> TableSheet:
    columns = (
        TableColumn(_("Side or statement"), TEXT), TableColumn(_("People"), NUMBER_OF),
        TableColumn(_("Average"), FIGURE), TableColumn(_("Level"), WORD), *_share_columns(),
        TableColumn(_("Don’t know"), FIGURE),
    )  # fmt: skip
    return group_sheet(_(READINESS), columns, groups, _readiness(instrument, groups))


def _readiness(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    readiness = instrument.readiness
    for group in groups if readiness else ():
        for name, side in readiness.sides if readiness else ():
            mean = group.one("readiness_mean", name)
            if says_something(mean):
                level = level_of_mean(instrument.scoring.readiness.levels, mean)
                yield group, [side.title, people_of(mean), value_of(mean), level, *[None] * 5]
        for statement in readiness.organisational.statements if readiness else ():
            shares = [group.one(f"readiness_{name}", statement.code) for name in SHARES]
            if says_something(shares[0]):
                unknown = group.one("readiness_dont_know", statement.code)
                yield group, [
                    statement.text, people_of(shares[0]), None, None, *_values(shares),
                    value_of(unknown, "%"),
                ]  # fmt: skip


def spectrum_sheet(instrument: Instrument, groups: Groups) -> TableSheet:
    spectrum = instrument.spectrum
    positions = spectrum.positions if spectrum else ()
    columns = (
        TableColumn(_("Question"), TEXT), TableColumn(_("People"), NUMBER_OF),
        *(TableColumn(one.label, WORD + 1) for one in positions),
    )  # fmt: skip
    return group_sheet(_(SPECTRUM), columns, groups, _spectrum(instrument, groups))


def _spectrum(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    spectrum = instrument.spectrum
    for group in groups if spectrum else ():
        for question in spectrum.questions if spectrum else ():
            cells = group.shares.get(("spectrum_share", question.code), ())
            known = next((cell for cell in cells if cell.value is not None), None)
            if known and spectrum:
                codes = [one.code for one in spectrum.positions]
                yield group, [question.text, people_of(known), *share_values(cells, codes)]


# Goals and change ------------------------------------------------------------------------------


def goals_sheet(title: str, instrument: Instrument, groups: Groups) -> TableSheet:
    columns = (
        TableColumn(_("What is counted"), TEXT), TableColumn(_("Learning area or support"), TEXT),
        TableColumn(_("People"), NUMBER_OF), TableColumn(_("Of those who took part"), FIGURE + 4),
    )  # fmt: skip
    return group_sheet(title, columns, groups, _goals(goal_labels(instrument), groups))


def _goals(labels: Mapping[str, str], groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    words = {
        "goal_any": _("People with any goal"),
        "goal_area": _("Goals in this area"),
        "goal_support": _("Goals with this support"),
    }
    for group in groups:
        for cell in group.cells:
            if cell.statistic in words and says_something(cell):
                label = "" if cell.statistic == "goal_any" else labels.get(cell.code, cell.label)
                yield group, [words[cell.statistic], label, people_of(cell), value_of(cell, "%")]


def change_sheet(title: str, instrument: Instrument, reach: Reach, groups: Groups, then: Mapping[int, Mapping[str, Cell]]) -> TableSheet:  # fmt: skip
    words = {label.code: label.label for label in instrument.scoring.change.labels}
    columns = (
        TableColumn(_("Theme"), 34), TableColumn(_("People in both"), NUMBER_OF), TableColumn(_("Average then"), FIGURE),
        TableColumn(_("Average now"), FIGURE), TableColumn(_("Change of the same people"), FIGURE + 4),
        TableColumn(_("In words"), WORD), TableColumn(_("At least, with 95% confidence"), FIGURE + 4),
        TableColumn(_("At most, with 95% confidence"), FIGURE + 4),
        *(TableColumn(words[code], 14) for code in FALL_TO_RISE),
    )  # fmt: skip
    return group_sheet(title, columns, groups, _change(instrument, reach, groups, then))


def _change(
    instrument: Instrument, reach: Reach, groups: Groups, then: Mapping[int, Mapping[str, Cell]]
) -> Iterator[tuple[GroupCells, Row]]:
    whole = groups[0].figures
    for group in groups:
        invited = reach.release.invited if group is groups[0] else None
        found = ChangeCells(group.cells, whole, then.get(group.group.pk, {}), invited)
        change = present_group_change(instrument, reach.release, found)
        for row in change.judged if change else ():
            cell = group.one("matched_change", row.code)
            limits = row.judged.found if row.judged else None
            yield group, [
                row.title, people_of(cell), value_of(then.get(group.group.pk, {}).get(row.code)),
                value_of(group.one("theme_mean", row.code)), value_of(cell, "±"),
                judged_words(row.judged),
                NumberCell(float(shown(limits.low)), "±") if limits else None,
                NumberCell(float(shown(limits.high)), "±") if limits else None,
                *share_values(group.shares.get(("change_share", row.code), ()), FALL_TO_RISE),
            ]  # fmt: skip
