"""The overview of a group's results: what the answers suggest, what changed, what to put on, where help is needed."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _

from leadership.scoring import ChangeCode
from results.models import Release
from results.presenters.group import GroupResults
from results.presenters.group_change import GroupChange, GroupChangeRow
from results.presenters.group_profile import listed
from results.presenters.group_readiness import NeedView
from results.presenters.judging import words_of
from results.presenters.teams import GroupRow

LOWER_FIRST: tuple[ChangeCode, ...] = ("CLEAR_DOWN", "POSSIBLE_DOWN")
ALL_MOVES: tuple[ChangeCode, ...] = ("CLEAR_UP", "POSSIBLE_UP", *LOWER_FIRST)
TEAMS_NAMED = 4
CONDITIONS_NAMED = 3


@dataclass(frozen=True)
class TeamToHelp:
    """A team that lies clearly lower than the organisation somewhere, and where."""

    pk: int
    path: str
    words: str


@dataclass(frozen=True)
class GroupOverview:
    """One screen in words; the pages behind it have the figures."""

    suggests: tuple[str, ...]
    changed: str
    to_put_on: str
    teams: tuple[TeamToHelp, ...]
    more_teams: int
    lower: tuple[str, ...]
    conditions: tuple[NeedView, ...]
    more_conditions: int
    no_need: str
    """What there is to say where nothing is named; empty where nothing could have been."""

    @property
    def paragraph(self) -> tuple[str, ...]:
        """Return the answers to the three questions, one after the other."""
        return tuple(words for words in (*self.suggests, self.changed, self.to_put_on) if words)

    @property
    def needs_help(self) -> bool:
        return bool(self.teams or self.lower or self.conditions)


def present_overview(results: GroupResults, rows: Iterable[GroupRow]) -> GroupOverview:
    """Sum a group up; `rows` are the groups below it that have figures."""
    rows = list(rows)
    teams = [TeamToHelp(row.pk, row.path, words) for row in rows if (words := _clearly_lower(row))]
    beside = "" if results.is_organisation else _beside(results)
    needs = results.readiness.needs if results.readiness else ()
    return GroupOverview(
        suggests=tuple(words for words in (results.profile.words, beside) if words),
        changed=changed_words(results.change),
        to_put_on=put_on_words(results),
        teams=tuple(teams[:TEAMS_NAMED]),
        more_teams=max(0, len(teams) - TEAMS_NAMED),
        lower=tuple(_themes_by_words(results, LOWER_FIRST)),
        conditions=needs[:CONDITIONS_NAMED],
        more_conditions=max(0, len(needs) - CONDITIONS_NAMED),
        no_need=_no_need(results, has_teams=bool(rows)),
    )


def present_shared_overview(results: GroupResults, release: Release) -> GroupOverview:
    """Sum an organisation up for those who took part: without its teams, and no more than all were told.

    Those of the campaign before answered it by what that one said, so its change is shown only where it shows its
    overview too.
    """
    earlier = release.earlier
    whole = present_overview(results, ())
    if earlier is None or earlier.campaign.shows_overview:
        return whole
    return replace(whole, changed="")


def _no_need(results: GroupResults, *, has_teams: bool) -> str:
    if results.is_organisation:
        return _("No team shown lies clearly lower than the organisation.") if has_teams else ""
    if not results.beside:
        return ""
    if len(results.beside) < len(results.themes):
        return _("No theme shown lies lower than in the whole organisation.")
    return _("No theme lies lower than in the whole organisation.")


def changed_words(change: GroupChange | None) -> str:
    """Say what changed since the campaign before, and where nothing did."""
    words = changed_sentence(change)
    if change is None or not _moved(change):
        return words
    same = [row.short_title for row in change.judged if row not in _moved(change)]
    rest = _("In %(themes)s they are about the same.") % {"themes": listed(same)}
    return f"{words} {rest}" if same else words


def _moved(change: GroupChange) -> list[GroupChangeRow]:
    return [row for row in change.judged if row.judged and row.judged.code != "NONE"]


def changed_sentence(change: GroupChange | None) -> str:
    """Say in one sentence what changed since the campaign before."""
    if change is None:
        return _("There is no earlier campaign to compare with.")
    since = {"earlier": change.earlier}
    if not change.rows:
        return _("Nothing can be compared with “%(earlier)s”, which asked in other words.") % since
    if change.too_soon:
        return _("It is too soon to compare with “%(earlier)s”.") % since
    if not change.judged:
        return _("Whether anything changed since “%(earlier)s” cannot be shown.") % since
    moved = _moved(change)
    if not moved:
        return _("Since “%(earlier)s” the same people’s answers are about the same.") % since
    return _("Since “%(earlier)s” the same people are %(changes)s.") % {
        **since,
        "changes": listed(list(_by_words(moved, of=len(change.judged)))),
    }


def _by_words(rows: Sequence[GroupChangeRow], *, of: int) -> Iterator[str]:
    """Yield each of the words once, with its themes, the rises and the clear ones first."""
    for code in ALL_MOVES:
        own = [row.short_title for row in rows if row.judged and row.judged.code == code]
        if own:
            yield _in(code, own, of=of)


def put_on_words(results: GroupResults) -> str:
    """Say in a sentence what learning would serve most people."""
    learning = results.learning
    if learning is None:
        return ""
    if learning.why:
        return _("What people want to learn cannot be shown for this group.")
    if not learning.offers:
        return _("No learning area stands out as urgent.")
    return _("Learning that would serve most people: %(areas)s.") % {
        "areas": listed([offer.title for offer in learning.offers])
    }


def _beside(results: GroupResults) -> str:
    """Say how a group lies to the whole organisation, theme by theme where it differs."""
    parts = list(_themes_by_words(results, ALL_MOVES))
    if parts:
        return _("Beside the whole organisation it is %(parts)s.") % {"parts": listed(parts)}
    if not results.beside:
        return ""
    return _("Beside the whole organisation it is about the same in every theme shown.")


def _themes_by_words(results: GroupResults, codes: Iterable[ChangeCode]) -> Iterator[str]:
    for code in codes:
        themes = [
            theme.short_title
            for theme in results.themes
            if theme.code in results.beside and results.beside[theme.code].code == code
        ]
        if themes:
            yield _in(code, themes, of=len(results.beside))


def _in(code: ChangeCode, themes: Sequence[str], *, of: int) -> str:
    """Say where something is so; a list of all themes there are would be long and tell no more."""
    if len(themes) == of and of > 1:
        return _("%(words)s in every theme shown") % {"words": words_of(code)}
    return _("%(words)s in %(themes)s") % {"words": words_of(code), "themes": listed(themes)}


def _clearly_lower(row: GroupRow) -> str:
    clear = [cell.theme for cell in row.lower if cell.judged and cell.judged.is_clear]
    return _("clearly lower in %(themes)s") % {"themes": listed(clear)} if clear else ""
