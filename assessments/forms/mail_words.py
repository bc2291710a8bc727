"""What HR leads say in the e-mails of a campaign, in a new one and in one that is there."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from accounts.fields import LinesField
from accounts.plain_forms import PlainForm
from assessments.actions import MailWords
from assessments.models import WORDS_MAX_LENGTH
from documents.characters import tidy, without_unseen


class OwnWordsField(LinesField):
    """Text as it is stored and sent: composed, without marks that nobody sees, no line longer than it looks."""

    def __init__(self, **options: Any) -> None:
        super().__init__(
            required=False,
            max_length=WORDS_MAX_LENGTH,
            # Without the attribute of the same name: what is too long is counted and said, never cut.
            widget=forms.Textarea(attrs={"rows": 5}),
            **options,
        )

    def to_python(self, value: Any) -> str:
        return without_unseen(tidy(super().to_python(value)))

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        attributes: dict[str, Any] = super().widget_attrs(widget)
        attributes.pop("maxlength", None)
        return attributes


class MailWordsForm(PlainForm):
    """A paragraph or two in the invitation, and in reminders."""

    invitation_words = OwnWordsField(
        label=gettext_lazy("Your own words in the invitation"),
        help_text=gettext_lazy(
            "Why you ask, or what will come of it. They stand below the first sentence, under the name of your "
            "organisation. Plain text; a new line begins a new paragraph. Write nothing about single people."
        ),
    )
    reminder_words = OwnWordsField(label=gettext_lazy("Your own words in reminders"))

    def words(self) -> MailWords:
        said = self.cleaned_data
        return MailWords(said["invitation_words"], said["reminder_words"])
