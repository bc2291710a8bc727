"""How a group answered single statements, as bars and in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from charts.bars import BAR_LENGTH
from results.disclosure import Hidden
from results.models import Cell
from results.presenters.cells import ShownCell, figure, show_share, why_hidden


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

    code: str
    label: str
    favourable: ShownCell
    neutral: str
    unfavourable: str
    others: str
    parts: tuple[Portion, ...] = ()
    """The bar from favourable to unfavourable; empty where the share is in words or hidden."""

    @property
    def rest(self) -> str:
        """Return all but the favourable answers in words."""
        parts = {
            _("neutral %(figure)s"): self.neutral,
            _("unfavourable %(figure)s"): self.unfavourable,
            _("all others %(figure)s"): self.others,
        }
        return ", ".join(words % {"figure": part} for words, part in parts.items() if part)

    @property
    def favour(self) -> float:
        """Return what statements are ordered by, wherever some are said to have the fewest favourable answers."""
        if self.favourable.exact is not None:
            return self.favourable.exact
        # A share in words lies beyond every number that may be shown.
        return 101 if self.favourable.text == why_hidden(Hidden.NEARLY_EVERYONE) else -1


def statement_view(
    code: str, label: str, cells: Sequence[Cell], *, of: str = "question"
) -> StatementView:
    """Present how people answered; `of` is how the names of its statistics begin."""
    own = {cell.statistic: cell for cell in cells if cell.code == code}

    def percent(statistic: str) -> str:
        cell = own.get(statistic)
        return f"{figure(cell)}%" if cell and cell.value is not None else ""

    return StatementView(
        code,
        label,
        show_share(own.get(f"{of}_favourable")),
        neutral=percent(f"{of}_neutral"),
        unfavourable=percent(f"{of}_unfavourable"),
        others=percent(f"{of}_other"),
        parts=_parts(
            [
                (_("favourable"), own.get(f"{of}_favourable"), 3),
                (_("neutral"), own.get(f"{of}_neutral"), 2),
                (_("neutral or unfavourable"), own.get(f"{of}_other"), 2),
                (_("unfavourable"), own.get(f"{of}_unfavourable"), 1),
            ]
        ),
    )


# Rounded shares of everybody add up to about a hundred; less, and a part of the bar is hidden.
NEARLY_ALL = 97


def _parts(shares: Iterable[tuple[str, Cell | None, int]]) -> tuple[Portion, ...]:
    """Return a statement's bar; none where its parts are not all shown."""
    known = [
        (label, cell, tint)
        for label, cell, tint in shares
        if cell is not None and cell.value is not None
    ]
    total = sum(cell.value or 0 for _label, cell, _tint in known)
    if total < NEARLY_ALL:
        return ()
    parts: list[Portion] = []
    left = 0.0
    for label, cell, tint in known:
        width = BAR_LENGTH * (cell.value or 0) / total
        parts.append(Portion(label, f"{figure(cell)}%", left, width, tint))
        left += width
    return tuple(parts)
