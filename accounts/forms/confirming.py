"""What is submitted when people are confirmed: those ticked, or everybody who waits."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import MembershipQuerySet
from accounts.plain_forms import PlainForm


class ConfirmForm(PlainForm):
    everybody = forms.BooleanField(required=False)
    # Whoever was brought in after the page was shown was not on it.
    shown_at = forms.DateTimeField(label=gettext_lazy("Shown"), widget=forms.HiddenInput)
    people = forms.ModelMultipleChoiceField(
        MembershipQuerySet().none(), label=gettext_lazy("People"), required=False
    )

    def __init__(self, data: QueryDict | None, *, waiting: MembershipQuerySet) -> None:
        super().__init__(data)
        self.waiting = waiting
        people = self.fields["people"]
        assert isinstance(people, forms.ModelMultipleChoiceField)  # noqa: S101 - narrows the type
        people.queryset = waiting

    def clean(self) -> None:
        if not (self.cleaned_data.get("everybody") or self.cleaned_data.get("people")):
            raise forms.ValidationError(_("Tick the people whom you know to be there."))

    def chosen(self) -> MembershipQuerySet:
        """Return whom to confirm, of those who wait."""
        everybody: bool = self.cleaned_data["everybody"]
        people: MembershipQuerySet = self.cleaned_data["people"]
        shown = self.waiting.joined_by(self.cleaned_data["shown_at"])
        return shown if everybody else people
