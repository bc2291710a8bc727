"""The form of what an organisation says about itself."""

from typing import cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from accounts.actions import OrganisationDetails
from accounts.languages import is_choice
from accounts.models import NAME_MAX_LENGTH, Organisation
from accounts.plain_forms import PlainForm
from accounts.table_faults import CellError
from accounts.table_file import one_line
from documents.pictures import MAX_BYTES, Picture, PictureError, picture_of


class OrganisationForm(PlainForm):
    """Its name, whom to ask and its logo."""

    name = forms.CharField(
        label=_("Name"),
        help_text=_("As it is written on pages, in e-mails and on reports."),
        max_length=NAME_MAX_LENGTH,
        error_messages={"required": _("Enter the name of the organisation.")},
    )
    contact_name = forms.CharField(
        label=_("Whom to ask"),
        help_text=_("A person or a team, such as: Harper Lead, Learning and Development."),
        required=False,
        max_length=NAME_MAX_LENGTH,
    )
    contact_email = forms.EmailField(
        label=_("Their e-mail address"),
        help_text=_("Named at the foot of each page and e-mail. Answers to e-mails go there too."),
        required=False,
        max_length=254,
        error_messages={"invalid": _("Enter an e-mail address, such as name@council.gov.uk.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        help_text=_(
            "Of pages, e-mails and documents for people who have chosen none themselves. Each can"
            " choose, on any page."
        ),
        required=False,
    )
    logo = forms.FileField(
        label=_("Logo"),
        help_text=_(
            "A PNG or JPEG of at most 2 MB, dark enough to be seen on white. It stands at the top of"
            " pages and on reports, plans and results on paper."
        ),
        required=False,
    )
    removes_logo = forms.BooleanField(label=_("Take the logo away"), required=False)

    def __init__(
        self,
        data: QueryDict | None = None,
        files: MultiValueDict[str, UploadedFile] | None = None,
        *,
        organisation: Organisation,
    ) -> None:
        said = ("name", "contact_name", "contact_email", "language")
        initial = {key: getattr(organisation, key) for key in said}
        super().__init__(data, files, initial=initial)
        self._offer_languages()
        if not organisation.logo_mark:
            del self.fields["removes_logo"]

    def _offer_languages(self) -> None:
        if not is_choice():
            del self.fields["language"]
            return
        own = cast("forms.ChoiceField", self.fields["language"])
        nobodys = _("As each person’s browser asks; e-mails in %(language)s")
        first = dict(settings.LANGUAGES)[settings.LANGUAGE_CODE]
        own.choices = [("", nobodys % {"language": first}), *settings.LANGUAGES]

    def clean_name(self) -> str:
        return _line(self.cleaned_data["name"])

    def clean_contact_name(self) -> str:
        return _line(self.cleaned_data["contact_name"])

    def clean_logo(self) -> Picture | None:
        file: UploadedFile | None = self.cleaned_data["logo"]
        if file is None:
            return None
        try:
            return picture_of(file.read(MAX_BYTES + 1))
        except PictureError as error:
            raise ValidationError(str(error)) from None

    def details(self) -> OrganisationDetails:
        submitted = self.cleaned_data
        return OrganisationDetails(
            name=submitted["name"],
            contact_name=submitted["contact_name"],
            contact_email=submitted["contact_email"],
            language=submitted.get("language", self.initial["language"]),
            logo=submitted["logo"],
            removes_logo=submitted.get("removes_logo", False),
        )


def _line(text: str) -> str:
    try:
        return one_line(text, at_most=NAME_MAX_LENGTH)
    except CellError as error:
        raise ValidationError(str(error)) from None
