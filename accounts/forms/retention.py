"""How long an organisation keeps what, as its administrator says it."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _

from accounts.periods import KINDS, Kept, period_words
from accounts.plain_forms import PlainForm

FOR_GOOD = ""


class RetentionForm(PlainForm):
    """A period for each kind; the proposal stands there until something else is chosen."""

    def __init__(self, data: QueryDict | None, *, periods: dict[str, int | None]) -> None:
        is_new = not any(periods.values())
        super().__init__(
            data,
            initial={
                kind.field: kind.proposed if is_new else periods[kind.field] or FOR_GOOD
                for kind in KINDS
            },
        )
        for kind in KINDS:
            self.fields[kind.field] = _field(kind)

    def periods(self) -> dict[str, int | None]:
        return {
            kind.field: int(months) if (months := self.cleaned_data[kind.field]) else None
            for kind in KINDS
        }


def _field(kind: Kept) -> forms.ChoiceField:
    field = forms.ChoiceField(
        label=str(kind.title),
        help_text=str(kind.help_text),
        required=False,
        choices=[
            *((str(months), period_words(months)) for months in kind.months),
            (FOR_GOOD, _("Remove nothing of this")),
        ],
    )
    field.hide_optional = True  # type: ignore[attr-defined]
    return field
