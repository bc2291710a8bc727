"""What the pages on which a bank comes in by file are sent."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from banks.forms.banks import OrganisationField
from banks.forms.drafts import NamingForm
from documents.characters import likeness
from leadership.files import MAX_SURVEY_BYTES
from leadership.files.survey_answers import SurveyChoices
from leadership.files.understood import UnderstoodScale


class ImportForm(NamingForm):
    """A bank file to look at."""

    file = forms.FileField(
        label=_("Bank file"),
        help_text=_(
            "An Excel workbook (.xlsx), a YAML file, the structure of a LimeSurvey survey (.lss), or an XLSForm (.xlsx). "
            "Nothing is stored before you have seen what it would change."
        ),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)

    def clean_file(self) -> bytes:
        """Return what the file holds, of which a giant one is never read."""
        file: UploadedFile = self.cleaned_data["file"]
        # What the browser says of the size is not relied on: one byte more than allowed is read below.
        if (file.size or 0) > MAX_SURVEY_BYTES:
            raise ValidationError(
                _("The file is too large: a survey has at most 10 MB, a bank 2 MB.")
            )
        content: bytes = file.read(MAX_SURVEY_BYTES + 1)
        return content


class SeenImportForm(NamingForm):
    """Whose bank it would be, and what the person has seen of it."""

    # Which draft it would replace, so that one that has changed since is not lost.
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)
        self.fields["organisation"].widget = forms.HiddenInput()


class ConfirmImportForm(SeenImportForm):
    """Which file was shown; it waits with the service meanwhile."""

    bank = forms.UUIDField(widget=forms.HiddenInput)


class SurveyForm(SeenImportForm):
    """Which survey was shown, and how its answers are to be understood."""

    survey = forms.UUIDField(widget=forms.HiddenInput)
    # With which choices the page was made: others are shown before anything is stored.
    shown = forms.CharField(widget=forms.HiddenInput, required=False)
    turn = forms.MultipleChoiceField(
        label=_("Turn these scales round"),
        help_text=_("Tick one that goes from the highest answer to the lowest as it stands here."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    apart = forms.MultipleChoiceField(
        label=_("Answers that are not scored"),
        help_text=_(
            "Tick those that are no points of their scale, such as “don’t know” and “not applicable”. An answer "
            "counts alike wherever the survey has it."
        ),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(
        self,
        *args: Any,
        scales: Sequence[UnderstoodScale],
        initial: Mapping[str, Any],
        **kwargs: Any,
    ) -> None:
        self.usually_apart = sorted(
            {likeness(one.label) for scale in scales for one in scale.apart}
        )
        first = {"apart": self.usually_apart, **initial}
        super().__init__(*args, initial=first, **kwargs)
        self._offer("turn", [(one.key, _scale_words(one)) for one in scales])
        self._offer("apart", list(_answers_of(scales).items()))

    def _offer(self, name: str, choices: list[tuple[str, str]]) -> None:
        field = self.fields[name]
        if choices and isinstance(field, forms.MultipleChoiceField):
            field.choices = choices
            field.hide_optional = True  # type: ignore[attr-defined]  # read by the form templates
        else:
            del self.fields[name]

    def choices(self) -> SurveyChoices:
        """Return what was said of the answers that the import would not take so by itself."""
        said = self.cleaned_data
        apart, usually = set(said.get("apart", ())), set(self.usually_apart)
        return SurveyChoices(
            turn=frozenset(said.get("turn", ())),
            not_scored=frozenset(apart - usually),
            scored=frozenset(usually - apart),
        )

    def with_shown(self, choices: SurveyChoices) -> Self:
        """Return the form as it was sent, for a page that is made with these choices."""
        data = QueryDict(mutable=True)
        data.update(self.data)
        data["shown"] = choices_words(choices)
        self.data = data
        return self


def choices_words(choices: SurveyChoices) -> str:
    """Return what tells whether a page was made with the same choices."""
    return repr([sorted(one) for one in (choices.turn, choices.not_scored, choices.scored)])


def _scale_words(scale: UnderstoodScale) -> str:
    first, last = scale.points[0][1], scale.points[-1][1]
    words = gettext("%(key)s, from “%(first)s” up to “%(last)s”")
    return words % {"key": scale.key, "first": first, "last": last}


def _answers_of(scales: Iterable[UnderstoodScale]) -> dict[str, str]:
    """Return the answers that may be points or not, each once, by what tells them apart."""
    found: dict[str, str] = {}
    for scale in scales:
        if scale.is_listed:
            labels = [
                *(label for _value, label in scale.points),
                *(one.label for one in scale.apart),
            ]
            found |= {likeness(label): label for label in labels}
    return found
