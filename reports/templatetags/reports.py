"""What templates of reports look up."""

from django import template

from reports.presenters.change import ChangeRow, ChangeView

register = template.Library()


@register.filter
def row_of(change: ChangeView | None, code: str) -> ChangeRow | None:
    """Return what is said of a theme's change, where it can be compared."""
    return change.row_by_code.get(code) if change else None
