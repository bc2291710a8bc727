"""What templates of reports look up."""

import re
from uuid import UUID

from django import template
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from plans.presenters.goals import PlanView
from reports.access import own_finished
from reports.presenters.change import ChangeRow, ChangeView
from reports.presenters.glance import ReportGlance, glance_of

register = template.Library()
INDENTS = re.compile(r"\s*\n\s*")
# At the edges of what begins or ends a line of its own, or is no text at all, a browser makes nothing of a space.
BLOCKS = (
    r"blockquote|caption|dd|details|div|dl|dt|figcaption|figure|h\d|li|nav|ol|p|section|summary"
    r"|t(?:able|body|d|h|head|r)|ul|circle|g|line|path|poly\w+|rect|text|title"
)
IN_BLOCKS = re.compile(rf"(<(?:{BLOCKS})\b[^>]*>)\n|\n(?=</?(?:{BLOCKS})\b)")


@register.filter
def row_of(change: ChangeView | None, code: str) -> ChangeRow | None:
    """Return what is said of a theme's change, where it can be compared."""
    return change.row_by_code.get(code) if change else None


@register.simple_tag
def report_at_a_glance(user: User, public_id: UUID, plan: PlanView) -> ReportGlance:
    """Read what a person's home page says of their report (six queries); the page belongs to a lower app."""
    return glance_of(own_finished(user, public_id), plan)


@register.filter
def without_indents(html: SafeString) -> SafeString:
    """Return a part of a page without the indents of its templates, which are a fifteenth of a report.

    A browser makes one space or none of them anyhow, but for what is preformatted, which no report has.
    """
    return mark_safe(IN_BLOCKS.sub(r"\1", INDENTS.sub("\n", html)))  # noqa: S308 - what was safe still is
