"""The forms that say how a file of people is to be read."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.people_file import attribute_name
from accounts.people_headings import ATTRIBUTE, FAMILY, GIVEN, LEFT_OUT, USES
from accounts.people_layout import ColumnLook, FileLook
from accounts.plain_forms import PlainForm
from accounts.table_faults import CellError
from accounts.table_file import TableStart

USE_WORDS = {
    "email": gettext_lazy("E-mail address"),
    "name": gettext_lazy("Full name"),
    GIVEN: gettext_lazy("First name"),
    FAMILY: gettext_lazy("Last name"),
    "team": gettext_lazy("Team"),
    "roles": gettext_lazy("Roles in this service"),
    ATTRIBUTE: gettext_lazy("Attribute, such as grade or location"),
    LEFT_OUT: gettext_lazy("Leave out"),
}


class TableStartForm(PlainForm):
    """On which sheet the people are, and in which line the headings."""

    sheet = forms.ChoiceField(label=gettext_lazy("Sheet"), required=False)
    line = forms.TypedChoiceField(label=gettext_lazy("Line with the headings"), coerce=int)

    def __init__(self, data: Mapping[str, Any] | None = None, *, look: FileLook) -> None:
        super().__init__(data)
        self.look = look
        line, sheet = self.fields["line"], self.fields["sheet"]
        assert isinstance(line, forms.ChoiceField)  # noqa: S101 - narrows the type
        assert isinstance(sheet, forms.ChoiceField)  # noqa: S101 - narrows the type
        line.choices = [
            (number, _("Line %(line)s: %(words)s") % {"line": number, "words": words})
            for number, words in look.lines
        ]
        line.initial = look.line
        sheet.choices = [(title, title) for title in look.sheets]
        sheet.initial = look.sheet
        sheet.hide_optional = True  # type: ignore[attr-defined]
        if len(look.sheets) <= 1:
            del self.fields["sheet"]

    def begins(self) -> TableStart:
        """Return where the table begins. On another sheet the line that was chosen means nothing yet."""
        sheet = self.cleaned_data.get("sheet", "")
        is_other = bool(sheet) and sheet != self.look.sheet
        return TableStart(sheet, 0 if is_other else self.cleaned_data["line"])


class ColumnsForm(PlainForm):
    """What each column is; guessed until somebody says otherwise."""

    def __init__(self, data: Mapping[str, Any] | None = None, *, look: FileLook) -> None:
        super().__init__(data)
        self.columns = dict(enumerate(look.columns))
        for at, column in self.columns.items():
            self.fields[f"use_{at}"] = forms.ChoiceField(
                label=column.heading
                or _("Column %(number)s, without a heading") % {"number": at + 1},
                help_text=_samples_words(column),
                choices=[(use, USE_WORDS[use]) for use in USES],
                initial=column.use,
            )

    def clean(self) -> dict[str, Any]:
        uses = self.uses()
        if "email" not in uses.values():
            raise ValidationError(_("Say which column has the e-mail addresses."))
        if not {"name", GIVEN, FAMILY} & set(uses.values()):
            raise ValidationError(_("Say which column has the names, or the first and last names."))
        for at, column in self.columns.items():
            if uses.get(column.key) == ATTRIBUTE:
                self._check_attribute(at, column)
        return self.cleaned_data

    def _check_attribute(self, at: int, column: ColumnLook) -> None:
        try:
            attribute_name(column.key)
        except CellError as error:
            self.add_error(f"use_{at}", _("As an attribute: %(fault)s") % {"fault": error})

    def uses(self) -> dict[str, str]:
        """Return what each column is, by what it is called."""
        return {
            column.key: self.cleaned_data[f"use_{at}"]
            for at, column in self.columns.items()
            if f"use_{at}" in self.cleaned_data
        }


def _samples_words(column: ColumnLook) -> str:
    if not column.samples:
        return _("Nothing stands in its first lines.")
    return _("Such as: %(samples)s") % {"samples": "; ".join(column.samples)}
