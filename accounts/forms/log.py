"""What an organisation's log is searched by."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.acts import GROUPS, ActGroup
from accounts.fields import DayField
from accounts.plain_forms import PlainForm
from accounts.queries import LogSearch

# Beyond them nothing was logged, and a day more or a time zone would end the calendar.
FIRST_YEAR, LAST_YEAR = 2000, 2999


class LogForm(PlainForm):
    """It goes in the address, so that a search can be kept and the file is of what is shown."""

    act = forms.ChoiceField(label=gettext_lazy("What was done"), required=False)
    by = forms.CharField(
        label=gettext_lazy("Who did it"),
        help_text=gettext_lazy("Part of a name or e-mail address."),
        required=False,
        max_length=100,
    )
    about = forms.CharField(
        label=gettext_lazy("Whom or what it is about"),
        help_text=gettext_lazy("A person, a team, a campaign, a question bank."),
        required=False,
        max_length=200,
    )
    since = DayField(label=gettext_lazy("First day"), required=False)
    until = DayField(label=gettext_lazy("Last day"), required=False)

    def __init__(self, data: Mapping[str, Any]) -> None:
        super().__init__(data)
        field = self.fields["act"]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - narrows the type
        field.choices = [("", _("Anything")), *map(_choices, GROUPS)]
        for one in self.fields.values():
            one.hide_optional = True  # type: ignore[attr-defined]

    def clean_since(self) -> date | None:
        return _in_the_calendar(self.cleaned_data["since"])

    def clean_until(self) -> date | None:
        return _in_the_calendar(self.cleaned_data["until"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        since, until = cleaned.get("since"), cleaned.get("until")
        if since and until and until < since:
            self.add_error("until", _("The last day is before the first."))
        return cleaned

    def search(self) -> LogSearch:
        """Return what is looked for; a part that makes no sense is said on the page and not asked about."""
        self.is_valid()
        submitted = self.cleaned_data
        chosen = submitted.get("act", "")
        groups = {group.code: frozenset(group.acts) for group in GROUPS}
        return LogSearch(
            acts=groups.get(chosen, frozenset({chosen} - {""})),
            by=submitted.get("by", ""),
            about=submitted.get("about", ""),
            since=submitted.get("since"),
            until=submitted.get("until"),
        )

    @property
    def is_narrowed(self) -> bool:
        names = ("by", "about", "since", "until")
        return bool(self.errors) or any(self.cleaned_data.get(name) for name in names)


def _choices(group: ActGroup) -> tuple[str, list[tuple[str, str]]]:
    whole = _("All of “%(group)s”") % {"group": group.title}
    return str(group.title), [
        (group.code, whole),
        *((act, str(words)) for act, words in group.acts.items()),
    ]


def _in_the_calendar(day: date | None) -> date | None:
    if day and not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise ValidationError(_("Enter a real date, such as 31/3/2027."))
    return day
