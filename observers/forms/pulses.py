"""The forms of a pulse: what is asked about, and the two questions; and how a campaign offers to ask others."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.plain_forms import PlainForm
from observers.models import (
    CHANGE_WORDS,
    GOAL,
    MOST_DAYS_AFTER,
    WORKED_WORDS,
    CampaignRounds,
)

USUAL_DAYS_AFTER = 28


class PulseGoalForm(PlainForm):
    """The one thing that the same people are asked about."""

    goal = forms.CharField(
        label=gettext_lazy("What do you work on?"),
        help_text=gettext_lazy(
            "One thing that they can see, in a line. Those who are asked read it, so name nobody."
        ),
        max_length=GOAL,
        error_messages={"required": gettext_lazy("Say what you work on.")},
    )


class AskedAgainForm(PlainForm):
    """Two questions about one thing; both have "I cannot say"."""

    def __init__(self, data: Mapping[str, str] | None = None, *, name: str) -> None:
        super().__init__(data)
        self.fields["worked"] = forms.ChoiceField(
            label=_("Has %(name)s worked on it, as far as you can see?") % {"name": name},
            choices=list(WORKED_WORDS.items()),
            widget=forms.RadioSelect,
        )
        self.fields["change"] = forms.ChoiceField(
            label=_("How effective is %(name)s at it now, beside three months ago?")
            % {"name": name},
            choices=list(CHANGE_WORDS.items()),
            widget=forms.RadioSelect,
        )


class OfferForm(PlainForm):
    """Whether a campaign offers to ask others, and when its rounds end."""

    is_offered = forms.TypedChoiceField(
        label=gettext_lazy("Offer “Ask others” to those who finish?"),
        choices=[("yes", gettext_lazy("Yes")), ("no", gettext_lazy("No"))],
        coerce="yes".__eq__,
        widget=forms.RadioSelect,
    )
    days_after = forms.IntegerField(
        label=gettext_lazy("How many days after the campaign’s last day do all rounds end?"),
        help_text=gettext_lazy(
            "0 is the same day. People need two to four weeks to answer, and some finish on the last day."
        ),
        min_value=0,
        max_value=MOST_DAYS_AFTER,
    )

    def __init__(
        self, data: Mapping[str, str] | None = None, *, offer: CampaignRounds | None
    ) -> None:
        days = offer.days_after if offer else USUAL_DAYS_AFTER
        super().__init__(data, initial={"is_offered": "yes" if offer else "no", "days_after": days})
