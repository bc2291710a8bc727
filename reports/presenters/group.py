"""Published results as people see them: one view for the page, the PDF and the files."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from leadership.instrument import Instrument, Theme
from leadership.scoring import shown
from reports.disclosure import Hidden
from reports.models import Cell, ReleaseGroup
from reports.presenters.results import BandView, band_views, mean_bar, rings
from reports.queries.published import Reach, by_code
from reports.radar import BAR_LENGTH, Bars, Radar, ScaleBar, Spoke, draw


def why_hidden(code: str) -> str:
    """Return the sentence for a reason code."""
    reasons = {
        Hidden.SMALL_ORGANISATION: _("Not shown: too few people answered in the organisation."),
        Hidden.TOO_FEW: _("Not shown, to protect people’s privacy: too few people answered."),
        Hidden.PROTECTS_OTHERS: _(
            "Not shown, because the figures of a smaller group could be worked out from it."
        ),
        Hidden.INSIDE_HIDDEN: _("Not shown, because the group it belongs to is not shown."),
        Hidden.CROSSING: _("Not shown, because other groups overlap with it too closely."),
        Hidden.REISSUE: _("Not shown, because it differs too little from what was shown before."),
        Hidden.ALIKE: _("Answers were too alike to show without giving people away."),
        Hidden.MERGED: _("Counted together with the answers beside it, to protect privacy."),
        Hidden.FEW_OR_NONE: _("few or none"),
        Hidden.NEARLY_EVERYONE: _("nearly everyone"),
        Hidden.UNMATCHED: _("Not shown: too few of the same people answered both times."),
        Hidden.NOT_UNDER: _("Not shown, because the average it belongs to is not shown."),
        Hidden.BOUNDED: _("Not shown, because it would say too much about one person."),
    }
    return reasons.get(Hidden(code), "") if code else ""


def why_unpublished(code: str) -> str:
    """Return the sentence for why a whole release holds no figures."""
    reasons = {
        "organisation_too_small": _("Too few people took part."),
        "nothing_can_be_shown": _("There is no figure that rests on enough people."),
        "audit_not_clean": _(
            "Somebody could still be picked out after everything that can be hidden was hidden."
        ),
    }
    return reasons.get(code, "")


def figure(cell: Cell, places: int = 0) -> str:
    """Return a published number in words for people: rounded already, with its bound."""
    if cell.value is None:
        return ""
    number = str(shown(cell.value, places))
    if cell.bound == "at_least":
        return _("%(number)s or more") % {"number": number}
    if cell.bound == "at_most":
        return _("%(number)s or less") % {"number": number}
    return number


@dataclass(frozen=True)
class Shown:
    """One cell: its figure, or why it is not there."""

    text: str
    why: str = ""
    exact: float | None = None
    note: str = ""


@dataclass(frozen=True)
class Portion:
    """One part of a distribution: a band, or bands counted together."""

    label: str
    percent: str
    left: float
    width: float
    tint: int

    @property
    def middle(self) -> float:
        return self.left + self.width / 2

    @property
    def words(self) -> str:
        return f"{self.label} {self.percent}"


@dataclass(frozen=True)
class StatementView:
    """How people answered a statement, by its label; `others` where the rest is counted together."""

    label: str
    favourable: Shown
    neutral: str
    unfavourable: str
    others: str

    @property
    def rest(self) -> str:
        """Return all but the favourable answers in words."""
        parts = {
            _("neutral %(figure)s"): self.neutral,
            _("unfavourable %(figure)s"): self.unfavourable,
            _("all others %(figure)s"): self.others,
        }
        return ", ".join(words % {"figure": part} for words, part in parts.items() if part)


@dataclass(frozen=True)
class ThemeView:
    """One theme of a group."""

    code: str
    number: int
    title: str
    short_title: str
    definition: str
    mean: Shown
    band: BandView | None
    bar: ScaleBar | None
    sd: Shown
    median: Shown
    spread: tuple[Portion, ...]
    spread_why: str
    statements: tuple[StatementView, ...]
    statements_why: str
    habits: tuple[str, ...]
    room: tuple[str, ...]

    @property
    def anchor(self) -> str:
        return f"theme-{self.code}"

    @property
    def spread_words(self) -> str:
        return ", ".join(portion.words for portion in self.spread)


@dataclass(frozen=True)
class TeamLink:
    """A team in the tree of the release, and whether there is something to read about it."""

    pk: int
    name: str
    path: str
    depth: int
    people: Shown


@dataclass(frozen=True)
class MatrixCell:
    """A group's mean on a theme, and the tint of the band it lies in; 0 for none."""

    shown: Shown
    tint: int


@dataclass(frozen=True)
class MatrixRow:
    """One group's theme means, in theme order; `why` where all are hidden for one reason."""

    name: str
    depth: int
    cells: tuple[MatrixCell, ...]
    why: str


@dataclass(frozen=True)
class GroupResults:
    """Everything published about one group of one campaign."""

    campaign: str
    slug: str
    organisation: str
    title: str
    path: str
    is_organisation: bool
    language: str
    bank: str
    version: str
    opened_at: datetime
    closed_at: datetime
    published_at: datetime
    invited: int
    people: Shown
    response: str
    smallest_group: int
    themes: tuple[ThemeView, ...]
    strengths: tuple[str, ...]
    priorities: tuple[str, ...]
    is_flat: bool
    drawing: Radar | Bars | None
    drawing_title: str
    against_organisation: bool
    purpose_limit: str
    privacy_notice: str
    small_difference: str
    unpublished: tuple[str, ...]


def present_group(
    instrument: Instrument,
    reach: Reach,
    group: ReleaseGroup,
    cells: Mapping[int, Sequence[Cell]],
) -> GroupResults:
    """Present one group from its own cells and the organisation's."""
    release, campaign = reach.release, reach.release.campaign
    own = cells[group.pk]
    bands = band_views(instrument)
    themes = tuple(
        _theme(instrument, bands, theme, own, number)
        for number, theme in enumerate(instrument.themes, 1)
    )
    is_organisation = group.pk == reach.organisation.pk
    whole = {} if is_organisation else by_code(cells[reach.organisation.pk], "theme_mean")
    strengths, priorities, is_flat = _profile(instrument, themes)
    drawing = _drawing(instrument, themes, whole)
    people = _shown(next(iter(by_code(own, "people").values()), None))
    return GroupResults(
        campaign=campaign.name,
        slug=campaign.slug,
        organisation=campaign.organisation.name,
        title=group.name,
        path=group.path,
        is_organisation=is_organisation,
        language=instrument.instrument.language,
        bank=instrument.instrument.title,
        version=instrument.instrument.version,
        opened_at=campaign.opens_at,
        closed_at=campaign.closes_at,
        published_at=release.published_at,
        invited=release.invited,
        people=people,
        response=_response(release.submitted, release.invited) if is_organisation else "",
        smallest_group=release.smallest_group,
        themes=themes,
        strengths=strengths,
        priorities=priorities,
        is_flat=is_flat,
        drawing=drawing,
        drawing_title=_drawing_title(themes),
        against_organisation=bool(whole),
        purpose_limit=instrument.text("purpose_limit"),
        privacy_notice=instrument.text("privacy_notice_group").replace("{n}", people.text),
        small_difference=instrument.text("small_difference"),
        unpublished=tuple(why_unpublished(code) for code in release.reasons),
    )


def _response(submitted: int, invited: int) -> str:
    """Return the share of those invited who answered, when it is about enough people to say."""
    if not invited or submitted > invited:
        return ""
    return _("%(percent)s%%") % {"percent": shown(100 * submitted / invited)}


def _shown(cell: Cell | None, places: int = 0, group_n: int | None = None) -> Shown:
    if cell is None:
        return Shown("", _("Not part of these results."))
    if cell.hidden:
        words = why_hidden(cell.hidden)
        in_words = cell.hidden in {Hidden.FEW_OR_NONE, Hidden.NEARLY_EVERYONE}
        return Shown(words) if in_words else Shown("", words)
    return Shown(figure(cell, places), exact=cell.value, note=_based_on(cell, group_n))


def _based_on(cell: Cell, group_n: int | None) -> str:
    if group_n is None or cell.n == group_n:
        return ""
    if cell.n is None:
        return _("based on nearly everyone")
    return _("based on %(n)d people") % {"n": cell.n}


def _theme(
    instrument: Instrument,
    bands: Mapping[str, BandView],
    theme: Theme,
    cells: Sequence[Cell],
    number: int,
) -> ThemeView:
    people = next(iter(by_code(cells, "people").values()), None)
    group_n = int(people.value) if people and people.value is not None else None
    mean = by_code(cells, "theme_mean").get(theme.code)
    spread = [c for c in cells if c.statistic == "band_share" and c.code == theme.code]
    statements = [
        _statement(question.code, question.label or question.text, cells)
        for question in theme.questions
    ]
    reasons = {view.favourable.why for view in statements if view.favourable.why}
    none_shown = len(reasons) == 1 and all(view.favourable.why for view in statements)
    habits, room = _ends(instrument, statements)
    return ThemeView(
        code=theme.code,
        number=number,
        title=theme.title,
        short_title=theme.short_title or theme.title,
        definition=theme.definition or "",
        mean=_shown(mean, group_n=group_n),
        band=_band_of_mean(instrument, bands, mean),
        bar=mean_bar(instrument, mean.value) if mean and mean.value is not None else None,
        sd=_shown(by_code(cells, "theme_sd").get(theme.code), 1),
        median=_shown(by_code(cells, "theme_median").get(theme.code)),
        spread=_portions(bands, spread),
        spread_why=next((why_hidden(cell.hidden) for cell in spread if cell.hidden), ""),
        statements=tuple(statements),
        statements_why=reasons.pop() if none_shown else "",
        habits=habits,
        room=room,
    )


def _band_of_mean(
    instrument: Instrument, bands: Mapping[str, BandView], mean: Cell | None
) -> BandView | None:
    """Return the band that all numbers a mean may stand for lie in."""
    if mean is None or mean.value is None:
        return None
    low = 0 if mean.bound == "at_most" else mean.value
    high = 100 if mean.bound == "at_least" else mean.value
    found = next((b for b in instrument.bands if b.min <= low and high <= b.max), None)
    return bands[found.code] if found else None


def _portions(bands: Mapping[str, BandView], cells: Sequence[Cell]) -> tuple[Portion, ...]:
    """Return the parts of the bar from left to right, together as long as the bar whatever rounding did."""
    valued = [(cell, cell.value) for cell in cells if cell.value is not None]
    total = sum(value for _cell, value in valued) or 1
    portions: list[Portion] = []
    left = 0.0
    for cell, value in valued:
        views = [bands[code] for code in cell.parts]
        label, width = _(" or ").join(view.label for view in views), BAR_LENGTH * value / total
        portions.append(Portion(label, f"{figure(cell)}%", left, width, views[-1].tint))
        left += width
    return tuple(portions)


def _statement(code: str, label: str, cells: Sequence[Cell]) -> StatementView:
    own = {cell.statistic: cell for cell in cells if cell.code == code}

    def percent(statistic: str) -> str:
        cell = own.get(statistic)
        return f"{figure(cell)}%" if cell and cell.value is not None else ""

    favourable = _shown(own.get("question_favourable"))
    if favourable.exact is not None:
        favourable = Shown(f"{favourable.text}%", exact=favourable.exact)
    return StatementView(
        label,
        favourable,
        neutral=percent("question_neutral"),
        unfavourable=percent("question_unfavourable"),
        others=percent("question_other"),
    )


def _ends(
    instrument: Instrument, statements: Sequence[StatementView]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the two statements answered most favourably and the two least; none where alike."""
    scored = [
        (one.favourable.exact, one.label) for one in statements if one.favourable.exact is not None
    ]
    values = [value for value, _label in scored]
    flat = instrument.scoring.profile.flat_if_range_less_than
    if len(scored) < 4 or max(values) - min(values) < flat:  # noqa: PLR2004 - two and two
        return (), ()
    high = sorted(scored, key=lambda one: -one[0])[:2]  # stable: in the bank's order
    low = sorted((one for one in scored if one not in high), key=lambda one: one[0])[:2]
    return tuple(label for _v, label in high), tuple(label for _v, label in low)


def _profile(
    instrument: Instrument, themes: Sequence[ThemeView]
) -> tuple[tuple[str, ...], tuple[str, ...], bool]:
    """Return two shared strengths and two other shared priorities, or that the profile is flat."""
    scored = [(theme.mean.exact, theme.title) for theme in themes if theme.mean.exact is not None]
    if len(scored) < 4:  # noqa: PLR2004 - two and two of different themes
        return (), (), False
    values = [value for value, _title in scored]
    if max(values) - min(values) < instrument.scoring.profile.flat_if_range_less_than:
        return (), (), True
    high = sorted(scored, key=lambda one: -one[0])[:2]  # stable: theme order
    others = [one for one in scored if one not in high]
    low = sorted(others, key=lambda one: one[0])[:2]
    return tuple(title for _v, title in high), tuple(title for _v, title in low), False


def _drawing(
    instrument: Instrument, themes: Sequence[ThemeView], whole: Mapping[str, Cell]
) -> Radar | Bars | None:
    if not any(theme.mean.exact is not None for theme in themes):
        return None
    spokes = [
        Spoke(
            instrument.theme(theme.code).short_title or theme.title,
            theme.mean.text or "–",
            theme.mean.exact,
            whole[theme.code].value if theme.code in whole else None,
        )
        for theme in themes
    ]
    return draw(spokes, rings(instrument))


def _drawing_title(themes: Sequence[ThemeView]) -> str:
    scores = ", ".join(f"{theme.title} {theme.mean.text or _('not shown')}" for theme in themes)
    return _("Radar chart of the group’s averages, from 0 to 100. %(scores)s.") % {"scores": scores}


# Beside one group: the tree, and the matrix ----------------------------------------------------


def team_links(reach: Reach, people: Mapping[int, Cell]) -> tuple[TeamLink, ...]:
    """Return the teams in reach, in tree order; one without a figure says why."""
    return tuple(
        TeamLink(
            group.pk, group.name, group.path, group.path.count(" > "), _shown(people.get(group.pk))
        )
        for group in reach.groups[1:]
    )


def matrix(
    instrument: Instrument, groups: Iterable[ReleaseGroup], means: Mapping[int, Mapping[str, Cell]]
) -> tuple[MatrixRow, ...]:
    """Return groups by theme, in the order of the organisation, never by score."""
    bands = band_views(instrument)
    rows = []
    for group in groups:
        found = [means[group.pk].get(theme.code) for theme in instrument.themes]
        cells = tuple(
            MatrixCell(_shown(cell), band.tint if band else 0)
            for cell, band in ((one, _band_of_mean(instrument, bands, one)) for one in found)
        )
        reasons = {cell.shown.why for cell in cells}
        depth = group.path.count(" > ") + (group.kind == ReleaseGroup.Kind.TEAM)
        rows.append(MatrixRow(group.name, depth, cells, reasons.pop() if len(reasons) == 1 else ""))
    return tuple(rows)
