"""Published results as slides: a finding each as its title, native charts, and in the notes whom it rests on.

No web page may import this module: it leads to the writer of presentations.
"""

from collections.abc import Iterator, Sequence
from operator import attrgetter

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from documents.slides import BarChart, Slide, presentation_of
from results.presenters.cells import ShownCell
from results.presenters.document import Document
from results.presenters.group import GroupResults
from results.presenters.group_change import GroupChangeRow
from results.presenters.group_statements import StatementView
from results.presenters.overview import changed_sentence, put_on_words
from results.presenters.statements import LEAST, sorted_statements

STATEMENTS = 6
"""As many as can be read from the back of a room."""


def slides_of(document: Document) -> bytes:
    """Return a presentation of a group's results, of at most eight slides."""
    results = document.results
    title = f"{results.title}: {results.campaign}"
    return presentation_of(
        _opening(results),
        list(_slides(document)),
        title=title,
        foot=f"{results.full_title}, {results.campaign}",
        language=results.language,
    )


def _opening(results: GroupResults) -> Slide:
    dates = _("%(opened)s to %(closed)s") % {
        "opened": date_format(localtime(results.opened_at), "j F Y"),
        "closed": date_format(localtime(results.closed_at), "j F Y"),
    }
    return Slide(
        _("What managers at %(group)s say about how they lead") % {"group": results.title},
        tuple(line for line in (f"{results.campaign}, {dates}", results.took_part) if line),
        notes=(results.purpose_limit, results.privacy_notice),
    )


def _slides(document: Document) -> Iterator[Slide]:
    results = document.results
    if not results.has_figures:
        yield Slide(
            _("Nothing can be shown of this group"),
            results.unpublished or results.averages_why,
            notes=_rules(results),
        )
        return
    yield _themes(results)
    yield from _statements(results)
    yield from _teams(document)
    yield from _learning(results)
    yield from _change(results)
    yield _method(results)


def _themes(results: GroupResults) -> Slide:
    words = ", ".join(
        f"{theme.title} {theme.mean.text or theme.mean.why}" for theme in results.themes
    )
    chart = _bars(
        _("Average, out of 100"),
        [(theme.short_title, theme.mean) for theme in results.themes],
        _("Averages out of 100: %(words)s.") % {"words": words},
    )
    return Slide(
        results.profile.words or _("Averages by theme, out of 100"),
        chart=chart,
        notes=(results.took_part, *_beyond_the_bars(results), *_rules(results)),
    )


def _beyond_the_bars(results: GroupResults) -> Iterator[str]:
    """Say what a bar cannot: why there is none, on how many it rests, and that 97 is "97 or more"."""
    for theme in results.themes:
        mean = theme.mean
        if mean.why:
            yield f"{theme.title}: {mean.why}"
        elif mean.note or not mean.is_number:
            yield f"{theme.title}: {', '.join(part for part in (mean.text, mean.note) if part)}"


def _statements(results: GroupResults) -> Iterator[Slide]:
    """Show what fewest answer favourably, where most could be gained."""
    fewest = [one.view for one in sorted_statements(results.themes, LEAST)[:STATEMENTS]]
    if not fewest:
        return
    # A share in words has no bar, and is often the one that the title names.
    in_words = [one for one in fewest if one.favourable.exact is None]
    numbers = [one for one in fewest if one.favourable.exact is not None]
    words = "; ".join(f"{one.label}: {_('favourable')} {one.favourable.text}" for one in fewest)
    yield Slide(
        _("Most could be gained in: %(label)s") % {"label": fewest[0].label},
        tuple(f"{one.label}: {_('favourable')} {one.favourable.text}" for one in in_words),
        chart=_bars(
            _("Favourable answers, %"),
            [(one.label, one.favourable) for one in numbers],
            _("The statements with the fewest favourable answers. %(words)s.") % {"words": words},
        ),
        notes=(
            _("Favourable are answers at the helpful end of the scale."),
            *(f"{one.label}: {_figures(one)}" for one in fewest),
        ),
    )


def _figures(statement: StatementView) -> str:
    return "; ".join(part for part in (statement.favourable.text, statement.rest) if part)


def _bars(measure: str, bars: Sequence[tuple[str, ShownCell]], alternative: str) -> BarChart | None:
    """Draw figures out of a hundred by title; nothing where none of them is a number."""
    known = [(title, cell) for title, cell in bars if cell.exact is not None]
    if not known:
        return None
    return BarChart(
        tuple(title for title, _cell in known),
        ((measure, tuple(cell.exact for _title, cell in known)),),
        highest=100,
        alternative=alternative,
        labels=tuple("" if cell.is_number else cell.text for _title, cell in known),
    )


def _teams(document: Document) -> Iterator[Slide]:
    overview = document.overview
    if not document.below:
        return
    missing = tuple(
        _("Fewer than three in four find true: %(label)s (%(share)s)")
        % {"label": one.view.label, "share": one.view.favourable.text}
        for one in overview.conditions
    )
    if overview.teams:
        more = (
            ngettext("and %(more)s other", "and %(more)s others", overview.more_teams)
            % {"more": overview.more_teams},
        )
        points = tuple(f"{one.path}: {one.words}" for one in overview.teams)
        title = (
            _("Where help is needed: teams that lie clearly lower, and what learning lacks at work")
            if missing
            else _("Where help is needed: teams that lie clearly lower than the whole")
        )
        points += more if overview.more_teams else ()
    else:
        title = _("No team that can be shown lies clearly lower than the whole")
        points = ()
    hidden = sum(one.count for one in document.hidden_below)
    yield Slide(
        title,
        (*(points or (_("Differences are judged by how many people a figure rests on and how far they differ."),)), *missing),
        notes=(
            _("Teams shown: %(shown)s. Teams not shown, to protect people: %(hidden)s.")
            % {"shown": len(document.below), "hidden": hidden},
            *_rules(document.results),
        ),
    )  # fmt: skip


def _learning(results: GroupResults) -> Iterator[Slide]:
    learning = results.learning
    if learning is None or learning.why:
        return
    shown = [area for area in learning.areas if area.top_three.exact is not None]
    shown.sort(key=attrgetter("top_three.exact"), reverse=True)
    words = ", ".join(f"{area.title} {area.top_three.text}" for area in shown)
    chart = _bars(
        _("People with it among their top three areas, %"),
        [(area.short_title, area.top_three) for area in shown],
        _("For how many people each learning area is among their top three: %(words)s.")
        % {"words": words},
    )
    yield Slide(
        put_on_words(results),
        tuple(_to_put_on(results)),
        chart,
        notes=tuple(f"{area.title}: {area.top_three.text or area.top_three.why}" for area in learning.areas),
    )  # fmt: skip


def _to_put_on(results: GroupResults) -> Iterator[str]:
    for offer in results.learning.offers if results.learning else ():
        for activity in offer.activities[:1]:
            yield activity.words


def _change(results: GroupResults) -> Iterator[Slide]:
    if results.change is None or not results.change.judged:
        return
    rows = results.change.judged
    yield Slide(
        # What has not changed is told below.
        changed_sentence(results.change).removesuffix("."),
        tuple(f"{row.title}: {row.words} ({row.change.text})" for row in rows),
        notes=(
            _("Change of the same people, in points out of 100."),
            *_people_of(rows),
            results.change.decrease_note,
        ),
    )


def _people_of(rows: Sequence[GroupChangeRow]) -> Iterator[str]:
    """Say once how many people changes rest on."""
    yield from dict.fromkeys(row.people for row in rows if row.people)


def _method(results: GroupResults) -> Slide:
    return Slide(
        _("What to keep in mind"),
        (
            _("People answered about themselves; how customers or colleagues see them may differ."),
            _("Figures are about groups. What one person answered cannot be worked out from them."),
            results.purpose_limit,
        ),
        notes=_rules(results),
    )


def _rules(results: GroupResults) -> tuple[str, ...]:
    return (
        _("An average needs at least %(smallest)s people, shares and single statements %(spread)s.")
        % {"smallest": results.smallest_group, "spread": results.spread_group},
        _("All figures are as published on %(date)s and do not change.")
        % {"date": date_format(localtime(results.published_at), "j F Y")},
    )
