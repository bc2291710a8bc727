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
from results.presenters.document import Document
from results.presenters.group import GroupResults
from results.presenters.group_change import GroupChangeRow
from results.presenters.group_themes import StatementView
from results.presenters.overview import changed_words, put_on_words

STATEMENTS = 6
"""As many as can be read from the back of a room."""


def slides_of(document: Document) -> bytes:
    """Return a presentation of a group's results, of at most eight slides."""
    results = document.results
    title = f"{results.title}: {results.campaign}"
    return presentation_of(_opening(results), list(_slides(document)), title=title)


def _opening(results: GroupResults) -> Slide:
    dates = _("%(opened)s to %(closed)s") % {
        "opened": date_format(localtime(results.opened_at), "j F Y"),
        "closed": date_format(localtime(results.closed_at), "j F Y"),
    }
    return Slide(
        _("What managers at %(group)s say about how they lead") % {"group": results.title},
        tuple(line for line in (f"{results.campaign}, {dates}", _took_part(results)) if line),
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
    shown = [theme for theme in results.themes if theme.mean.exact is not None]
    words = ", ".join(
        f"{theme.title} {theme.mean.text or theme.mean.why}" for theme in results.themes
    )
    chart = BarChart(
        tuple(theme.short_title for theme in shown),
        ((_("Average, out of 100"), tuple(theme.mean.exact for theme in shown)),),
        highest=100,
        alternative=_("Averages out of 100: %(words)s.") % {"words": words},
    )
    return Slide(
        results.profile.words or _("Averages by theme, out of 100"),
        chart=chart if shown else None,
        notes=(_took_part(results), *_not_shown(results), *_rules(results)),
    )


def _not_shown(results: GroupResults) -> Iterator[str]:
    for theme in results.themes:
        if theme.mean.why:
            yield f"{theme.title}: {theme.mean.why}"
        elif theme.mean.note:
            yield f"{theme.title}: {theme.mean.text}, {theme.mean.note}"


def _statements(results: GroupResults) -> Iterator[Slide]:
    """Show what fewest answer favourably, where most could be gained."""
    every = [one for theme in results.themes for one in theme.counted.statements if one.parts]
    fewest = sorted(every, key=_favourable)[:STATEMENTS]
    if not fewest:
        return
    words = "; ".join(f"{one.label}: {_('favourable')} {one.favourable.text}" for one in fewest)
    yield Slide(
        _("Most could be gained in: %(label)s") % {"label": fewest[0].label},
        chart=BarChart(
            tuple(one.label for one in fewest),
            ((_("Favourable answers, %"), tuple(_favourable(one) for one in fewest)),),
            highest=100,
            alternative=_("The statements with the fewest favourable answers. %(words)s.")
            % {"words": words},
        ),
        notes=(
            _("Favourable are answers at the helpful end of the scale."),
            *(f"{one.label}: {one.favourable.text}; {one.rest}" for one in fewest),
        ),
    )


def _favourable(statement: StatementView) -> float:
    return statement.favourable.exact or 0


def _teams(document: Document) -> Iterator[Slide]:
    overview = document.overview
    if not document.teams:
        return
    if overview.teams:
        more = (
            ngettext("and %(more)s other", "and %(more)s others", overview.more_teams)
            % {"more": overview.more_teams},
        )
        points = tuple(f"{one.path}: {one.words}" for one in overview.teams)
        title = _("Where help is needed: teams that lie clearly lower than the whole")
        points += more if overview.more_teams else ()
    else:
        title = _("No team that can be shown lies clearly lower than the whole")
        points = ()
    hidden = sum(one.count for one in document.hidden_teams)
    shown = sum(not row.is_organisation for row in document.teams)
    yield Slide(
        title,
        points or (_("Differences are judged by how many people a figure rests on and how far they differ."),),
        notes=(
            _("Teams shown: %(shown)s. Teams not shown, to protect people: %(hidden)s.")
            % {"shown": shown, "hidden": hidden},
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
    chart = BarChart(
        tuple(area.short_title for area in shown),
        (
            (
                _("People with it among their top three areas, %"),
                tuple(area.top_three.exact for area in shown),
            ),
        ),
        highest=100,
        alternative=_("For how many people each learning area is among their top three: %(words)s.")
        % {"words": words},
    )
    yield Slide(
        put_on_words(results),
        tuple(_to_put_on(results)),
        chart if shown else None,
        notes=tuple(f"{area.title}: {area.top_three.text or area.top_three.why}" for area in learning.areas),
    )  # fmt: skip


def _to_put_on(results: GroupResults) -> Iterator[str]:
    for offer in results.learning.offers if results.learning else ():
        for activity in offer.activities[:1]:
            yield f"{activity.title} ({activity.kind}, {activity.duration})"


def _change(results: GroupResults) -> Iterator[Slide]:
    if results.change is None or not results.change.judged:
        return
    rows = results.change.judged
    yield Slide(
        # Its first sentence: the second tells what is below.
        changed_words(results.change).partition(". ")[0].removesuffix("."),
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


def _took_part(results: GroupResults) -> str:
    if not results.people.text:
        return ""
    if results.is_organisation and results.response:
        return _("%(people)s of %(invited)s invited took part (%(response)s)") % {
            "people": results.people.text, "invited": results.invited, "response": results.response,
        }  # fmt: skip
    return _("%(people)s people took part") % {"people": results.people.text}
