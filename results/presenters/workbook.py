"""Published results as an Excel workbook: what a board reads first, then a sheet to work with for each kind of figure."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from banks.queries import instrument_of
from documents.sheets import BookFacts, TableColumn, TableSheet, TextCell, Value, book_of
from leadership.instrument import Instrument
from results.disclosure import Hidden
from results.models import Cell
from results.presenters.cells import why_hidden
from results.presenters.group import GroupResults, present_group
from results.presenters.group_change import is_soon_after_the_last
from results.presenters.judging import judge_beside
from results.presenters.learning_teams import STATISTICS as AREA_STATISTICS
from results.presenters.learning_teams import ForWhom, for_whom
from results.presenters.overview import GroupOverview, present_overview
from results.presenters.protection import left_out_words
from results.presenters.statistics import CHANGE, GOALS, family_words
from results.presenters.teams import team_rows
from results.presenters.workbook_cells import (
    NOT_IN_WORDS,
    GroupCells,
    groups_of,
    judged_number,
    judged_words,
    value_of,
)
from results.presenters.workbook_groups import (
    FIGURE,
    Row,
    change_sheet,
    goals_sheet,
    group_sheet,
    learning_sheet,
    readiness_sheet,
    spectrum_sheet,
    statements_sheet,
    themes_sheet,
)
from results.queries.published import Reach, cells_of, means_then

Groups = Sequence[GroupCells]
SPACE: Row = ()


def workbook_of(reach: Reach) -> bytes:
    """Return the workbook; every figure in it is a published cell, and texts are never formulas."""
    instrument = instrument_of(reach.release.campaign.version_id)
    cells = cells_of(reach.groups)
    then = means_then(reach, reach.groups)
    groups = groups_of(reach, cells)
    whole = present_group(instrument, reach, reach.organisation, cells, then, draws=False)
    sheets = [_summary(instrument, reach, whole, groups), *_tables(instrument, reach, groups, then)]
    return book_of([_read_me(instrument, reach, whole, sheets), *sheets], _facts(whole))


def _facts(whole: GroupResults) -> BookFacts:
    return BookFacts(
        title=_("%(campaign)s: results for %(organisation)s")
        % {"campaign": whole.campaign, "organisation": whole.organisation},
        author=whole.organisation,
        comments=whole.purpose_limit,
        made_at=localtime(whole.published_at),
        page_words=_("Page %(page)s of %(pages)s"),
        edge=whole.campaign,
        keywords=f"{whole.bank} {whole.version}",
    )


def _tables(
    instrument: Instrument,
    reach: Reach,
    groups: Groups,
    then: Mapping[int, Mapping[str, Cell]],
) -> Iterator[TableSheet]:
    """Yield a sheet for each part that the campaign has."""
    kinds = {cell.statistic for cell in groups[0].cells}
    whole, teams, values = reach.organisation, {*reach.teams}, {*reach.breakdown}
    if teams:
        own = [one for one in groups if one.group == whole or one.group in teams]
        yield _matrix(_("Teams"), instrument, own)
    if values:
        own = [one for one in groups if one.group == whole or one.group in values]
        yield _matrix(_("Breakdown"), instrument, own)
    yield themes_sheet(instrument, groups)
    yield statements_sheet(instrument, groups)
    if "area_priority" in kinds:
        yield learning_sheet(instrument, groups)
    if "readiness_mean" in kinds:
        yield readiness_sheet(instrument, groups)
    if "spectrum_share" in kinds:
        yield spectrum_sheet(instrument, groups)
    if "goal_any" in kinds:
        yield goals_sheet(_(GOALS), instrument, groups)
    if "matched_change" in kinds and not is_soon_after_the_last(reach.release):
        yield change_sheet(_(CHANGE), instrument, reach, groups, then)
    yield _not_shown(groups)


# What a board reads ----------------------------------------------------------------------------


def _read_me(
    instrument: Instrument, reach: Reach, whole: GroupResults, sheets: Iterable[TableSheet]
) -> TableSheet:
    return TableSheet(
        _("Read me"),
        (TableColumn("", 32), TableColumn("", 130)),
        [*_about(instrument, reach, whole), SPACE, *_rules(whole), SPACE, *_key(), SPACE, *_contents(sheets)],
        has_heading=False,
    )  # fmt: skip


def _about(instrument: Instrument, reach: Reach, whole: GroupResults) -> Iterator[Row]:
    release, goals = reach.release, getattr(reach.release, "goal_count", None)
    facts: dict[str, str] = {
        _("Campaign"): whole.campaign,
        _("Organisation"): whole.organisation,
        _("Open"): _("%(opened)s to %(closed)s")
        % {"opened": _day(whole.opened_at), "closed": _day(whole.closed_at)},
        _("Published"): _day(whole.published_at),
        _("Took part"): whole.took_part,
        _("Who does not count"): " ".join(left_out_words(release)),
        _("Question bank"): f"{whole.bank} {whole.version}",
        _("Broken down by"): whole.breakdown,
        _("Compared with"): release.earlier.campaign.name if release.earlier else "",
        _("Goals made by this day count"): _day(goals.due_at) if goals else "",
        _("Smallest group shown"): _("%(smallest)s people") % {"smallest": whole.smallest_group},
        _("Why nothing is shown"): " ".join(whole.unpublished),
        _("Purpose"): whole.purpose_limit,
    }
    for title, value in facts.items():
        if value:
            yield [TextCell(title, bold=True), value]


def _day(moment: object) -> str:
    return date_format(localtime(moment), "j F Y")  # type: ignore[arg-type]


def _rules(whole: GroupResults) -> Iterator[Row]:
    yield [TextCell(_("How to read it"), bold=True)]
    rules = {
        _("What may be shown"): _(
            "Averages rest on at least %(smallest)s people; spread, medians, shares and single statements on at least %(spread)s."
        )
        % {"smallest": whole.smallest_group, "spread": whole.spread_group},
        _("What is not shown"): _(
            "Its place says “not shown”, and the last sheet says why. Figures that would tell too little apart are “counted together” with the one beside."
        ),
        _("Shares in words"): _(
            "“Few or none” and “nearly everyone” stand for shares too close to nobody or everybody for a number."
        ),
        _("Differences and changes"): _(
            "“Clearly” where chance would bring about so much in less than one case in twenty, “possibly” in less than one in five, by how many people it rests on and how far they differ. Of a hundred groups that do not differ at all, about three would read “clearly lower” on a theme."
        ),
        _("Favourable"): _("Answers at the helpful end of the scale, whichever way a statement is put."),
        _("People"): _("On how many people a figure rests; it is about those who answered, and what they said of themselves."),
        _("Finding rows"): _("Every table can be filtered and sorted. The columns at its right end name the kind of group and each level of the tree; they are not printed."),
    }  # fmt: skip
    for title, text in rules.items():
        yield [title, text]


def _key() -> Iterator[Row]:
    yield [TextCell(_("Shading"), bold=True)]
    yield [
        TextCell(_("clearly lower"), "tint-3"),
        _("than the organisation; a high priority; the highest bands"),
    ]
    yield [
        TextCell(_("possibly lower"), "tint-2"),
        _("than the organisation; a middling priority; the middle bands"),
    ]
    yield [
        TextCell(_("possibly higher"), "outline"),
        _("than the organisation; the lowest bands and priorities have this line too"),
    ]
    yield [TextCell(_("clearly higher"), "outline-strong"), _("than the organisation")]
    yield [TextCell(_("not shown"), "hidden"), _("to protect people’s privacy")]
    yield ["", _("The word always stands in the place itself. Groups differ in their work and their customers, so this is no ranking.")]  # fmt: skip


def _contents(sheets: Iterable[TableSheet]) -> Iterator[Row]:
    yield [TextCell(_("Sheets"), bold=True)]
    for sheet in sheets:
        yield [
            sheet.title,
            ", ".join(one.title for one in sheet.columns if one.is_printed and one.title),
        ]
    yield ["", _("The CSV and the JSON of these results have every figure, also those that are not shown, as a row each.")]  # fmt: skip


def _summary(
    instrument: Instrument, reach: Reach, whole: GroupResults, groups: Groups
) -> TableSheet:
    figures = {one.group.pk: one.figures for one in groups}
    # Teams and not values of the breakdown: as on the page.
    rows = team_rows(instrument, reach.organisation, reach.teams, figures)
    overview = present_overview(whole, [row for row in rows if not row.why])
    asking = (
        for_whom(instrument, whole.learning, reach.teams, _areas(groups)) if whole.learning else ()
    )
    return TableSheet(
        _("Summary"),
        (TableColumn("", 98), TableColumn("", FIGURE), TableColumn("", 18), TableColumn("", FIGURE), TableColumn("", 20)),
        [*_opening(whole, overview), SPACE, *_averages(whole, groups[0]), SPACE,
         *_help(overview), SPACE, *_to_put_on(asking)],
        has_heading=False,
    )  # fmt: skip


def _areas(groups: Groups) -> dict[int, Mapping[tuple[str, str], Cell]]:
    return {
        one.group.pk: {
            key: cell
            for key, cell in one.figures.items()
            if key[0] in AREA_STATISTICS and cell.value is not None
        }
        for one in groups
    }


def _opening(whole: GroupResults, overview: GroupOverview) -> Iterator[Row]:
    yield [TextCell(f"{whole.organisation}: {whole.campaign}", bold=True)]
    yield [whole.took_part]
    if whole.has_figures:
        yield from ([words] for words in overview.paragraph)
    else:
        yield from ([words] for words in (*whole.unpublished, whole.people.why) if words)


def _averages(whole: GroupResults, own: GroupCells) -> Iterator[Row]:
    heading = [_("Theme"), _("Average"), _("On average") if whole.has_bands else "", _("Change"), _("Change in words")]  # fmt: skip
    yield [TextCell(one, "whole", bold=True) for one in heading]
    # Too soon to compare: the figure alone would be compared all the same.
    is_told = whole.change is None or not whole.change.too_soon
    changes = {row.code: row for row in whole.change.rows} if whole.change and is_told else {}
    for theme in whole.themes:
        row = changes.get(theme.code)
        yield [
            theme.title,
            value_of(own.one("theme_mean", theme.code)),
            theme.band.label if theme.band else "",
            value_of(own.one("matched_change", theme.code), "±") if is_told else None,
            judged_words(row.judged) if row else None,
        ]


def _help(overview: GroupOverview) -> Iterator[Row]:
    yield [TextCell(_("Where help is needed"), bold=True)]
    for team in overview.teams:
        yield [f"{team.path}: {team.words}"]
    if overview.more_teams:
        yield [_("More teams are on the sheet of teams: %(more)d.") % {"more": overview.more_teams}]
    for one in overview.conditions:
        yield [_("Fewer than three in four find true: %(label)s (%(share)s)") % {"label": one.view.label, "share": one.view.favourable.text}]  # fmt: skip
    if not overview.needs_help and overview.no_need:
        yield [overview.no_need]


def _to_put_on(asking: Iterable[ForWhom]) -> Iterator[Row]:
    yield [TextCell(_("What to put on, and for whom"), bold=True)]
    for one in asking:
        yield [TextCell(one.title, bold=True)]
        if one.reason:
            yield [_("For everybody: %(reason)s") % {"reason": one.reason}]
        if one.groups:
            yield [_("Asked for in: %(groups)s") % {"groups": "; ".join(name for _pk, name in one.groups)}]  # fmt: skip
        for activity in one.activities:
            yield [activity.words]


# Groups side by side ---------------------------------------------------------------------------


def _matrix(title: str, instrument: Instrument, groups: Groups) -> TableSheet:
    """Return groups by theme: each average in its shade, with the word that goes with it."""
    columns = (
        TableColumn(_("People"), FIGURE),
        *(TableColumn(theme.short_title or theme.title, 20) for theme in instrument.themes),
    )
    return group_sheet(title, columns, groups, _side_by_side(instrument, groups))


def _side_by_side(instrument: Instrument, groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    whole = groups[0]
    for group in groups:
        found: list[Value] = [group.people]
        for theme in instrument.themes:
            beside = judge_beside(instrument, group.figures, whole.figures, theme.code)
            cell = group.one("theme_mean", theme.code)
            found.append(judged_number(cell, None if group is whole else beside))
        yield group, found


def _not_shown(groups: Groups) -> TableSheet:
    columns = (
        TableColumn(_("What"), 26),
        TableColumn(_("Figures"), FIGURE),
        TableColumn(_("Why"), 86),
    )
    return group_sheet(_("Not shown"), columns, groups, _reasons(groups))


def _reasons(groups: Groups) -> Iterator[tuple[GroupCells, Row]]:
    """Yield how many figures of each kind are not shown in a group, and why; one line a reason."""
    for group in groups:
        found = Counter(
            (family_words(cell.statistic), why_hidden(cell.hidden))
            for cell in group.cells
            if cell.hidden in NOT_IN_WORDS and cell.hidden != Hidden.MERGED
        )
        for (family, why), number in found.items():
            yield group, [family, number, why]
