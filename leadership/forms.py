"""What the pages on which banks are kept are sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from leadership.models import BankVersion


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
