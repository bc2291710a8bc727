"""The statements of all themes in the order that a reader asks for."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from results.presenters.group_statements import StatementView
from results.presenters.group_themes import GroupThemeView

BY_THEME, LEAST, MOST = "theme", "least", "most"


@dataclass(frozen=True)
class SortedStatement:
    """A statement out of its theme, which is named beside it."""

    theme: str
    view: StatementView


@dataclass(frozen=True)
class Order:
    """A way to sort, as a link."""

    code: str
    words: str
    is_current: bool


def orders(asked: str) -> tuple[Order, ...]:
    """Return the ways to sort; an unknown one is the first."""
    words = {
        BY_THEME: _("by theme"),
        LEAST: _("least favourable first"),
        MOST: _("most favourable first"),
    }
    current = asked if asked in words else BY_THEME
    return tuple(Order(code, text, code == current) for code, text in words.items())


def sorted_statements(themes: Sequence[GroupThemeView], order: str) -> tuple[SortedStatement, ...]:
    """Return every statement that shows a share, in words or as a number; nothing where kept by theme."""
    if order not in {LEAST, MOST}:
        return ()
    found = [
        SortedStatement(theme.short_title, view)
        for theme in themes
        for view in theme.counted.statements
        if view.favourable.text
    ]
    # Stable, so that statements answered alike stay in the bank's order either way.
    return tuple(sorted(found, key=lambda one: one.view.favour * (1 if order == LEAST else -1)))
