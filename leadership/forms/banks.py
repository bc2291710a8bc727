"""What the pages on which banks are kept are sent."""

import base64
import binascii
import zlib
from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from leadership.bank_file import MAX_BYTES
from leadership.fields import LinesField
from leadership.models import BankVersion

SUMMARY_MAX_LENGTH = 2000


class CompareForm(forms.Form):
    """Which two versions to compare."""

    def __init__(self, *args: Any, versions: Iterable[BankVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(version.pk, version_words(version)) for version in versions]
        for name, label in (("before", _("From version")), ("after", _("To version"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)


def version_words(version: BankVersion) -> str:
    words = f"{version.number} ({version.get_status_display()})"
    return words if version.bank.organisation_id else f"{version.title}: {words}"


class OrganisationField(forms.TypedChoiceField):
    """One of the organisations whose banks the person keeps; not asked where there is only one."""

    def __init__(self, organisations: list[Organisation]) -> None:
        by_id = {str(organisation.pk): organisation for organisation in organisations}
        super().__init__(
            label=_("Organisation"),
            choices=[(key, organisation.name) for key, organisation in by_id.items()],
            coerce=by_id.__getitem__,
            initial=next(iter(by_id)),
            widget=forms.Select if len(by_id) > 1 else forms.HiddenInput,
        )


class ImportForm(forms.Form):
    """A bank file to look at."""

    file = forms.FileField(
        label=_("Bank file"),
        help_text=_(
            "An Excel workbook (.xlsx), a YAML file, or the structure of a LimeSurvey survey (.lss). "
            "Nothing is stored before you have seen what it would change."
        ),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)

    def clean_file(self) -> bytes:
        """Return what the file holds, of which a giant one is never read."""
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > MAX_BYTES:
            raise ValidationError(_("The file is too large: a bank has at most 2 MB."))
        content: bytes = file.read(MAX_BYTES + 1)
        return content


class ConfirmImportForm(forms.Form):
    """The file again, packed into the page that showed what it would change."""

    bank = forms.CharField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)
        self.fields["organisation"].widget = forms.HiddenInput()

    def clean_bank(self) -> bytes:
        return unpacked(self.cleaned_data["bank"])


def packed(text: bytes) -> str:
    return base64.b64encode(zlib.compress(text, 9)).decode()


def unpacked(text: str) -> bytes:
    """Undo `packed`; whatever was sent, no more than a bank's size comes of it."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(text), MAX_BYTES + 1)
    except (binascii.Error, ValueError, zlib.error):
        raise ValidationError(
            _("What was sent could not be read. Choose the file again.")
        ) from None


class PublishForm(forms.Form):
    """What a publication changes, in words and in its effect on comparison."""

    summary = LinesField(
        label=_("What has changed, and why?"),
        help_text=_("Other administrators read this beside the version."),
        max_length=SUMMARY_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *args: Any, before: BankVersion | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if before:
            self.fields["change"] = forms.ChoiceField(
                label=_("How much has changed since version %(number)s?")
                % {"number": before.number},
                choices=BankVersion.Change.choices,
                widget=forms.RadioSelect,
            )
