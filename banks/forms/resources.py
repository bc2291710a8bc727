"""The forms of the learning library: what is looked for, and a link or book beside an area."""

from collections.abc import Iterable
from urllib.parse import urlsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from accounts.plain_forms import PlainForm
from banks.duration import Time
from banks.models import Resource

TIMES = [
    ("", _("Any time")),
    (str(Time.HOUR.value), _("Up to an hour")),
    (str(Time.HALF_DAY.value), _("Up to half a day")),
    (str(Time.DAY.value), _("Up to a day")),
    (str(Time.LONGER.value), _("Longer, or in several steps")),
]


class ResourceForm(PlainForm):
    """What is said of a link or a book."""

    kind = forms.ChoiceField(
        label=_("What is it?"), choices=Resource.Kind.choices, widget=forms.RadioSelect
    )
    title = forms.CharField(label=_("Title"), max_length=200)
    author = forms.CharField(label=_("Who it is by"), required=False, max_length=200)
    url = forms.CharField(
        label=_("Address"),
        help_text=_("It begins with https://. A book needs none."),
        required=False,
        max_length=500,
        widget=forms.URLInput,
    )
    duration = forms.CharField(
        label=_("Time it takes"),
        help_text=_("Such as: 20 minutes, 2 hours, half a day."),
        required=False,
        max_length=60,
    )
    note = forms.CharField(
        label=_("Why it is worth it"),
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean_url(self) -> str:
        return checked_address(self.cleaned_data["url"])

    def clean(self) -> None:
        submitted = self.cleaned_data
        is_link = submitted.get("kind") == Resource.Kind.LINK
        if is_link and "url" in submitted and not submitted["url"]:
            self.add_error("url", _("A link needs its address."))

    def details(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in self.fields}


def checked_address(text: str) -> str:
    """Return an address that people may be led to. Raises ValidationError for any but plain https."""
    if not text:
        return ""
    try:
        URLValidator(schemes=["https"])(text)
        parts = urlsplit(text)
        is_plain = "@" not in parts.netloc and "." in (parts.hostname or "")
    except (ValidationError, ValueError):
        is_plain = False
    if not is_plain:
        raise ValidationError(
            _("Enter a whole address, such as https://www.example.org/page, without a name or password in it.")
        )  # fmt: skip
    return text


class LibrarySearchForm(PlainForm):
    """What is looked for. It goes in the address, so that a search can be kept and sent."""

    text = forms.CharField(label=_("Words"), required=False, max_length=100)
    type = forms.ChoiceField(label=_("Type"), required=False)
    time = forms.ChoiceField(label=_("Time you have"), required=False, choices=TIMES)

    def __init__(self, data: QueryDict, *, types: Iterable[tuple[str, str]]) -> None:
        super().__init__(data)
        kind = self.fields["type"]
        assert isinstance(kind, forms.ChoiceField)  # noqa: S101 - narrows the type
        kind.choices = [("", _("Any type")), *types]
        for field in self.fields.values():
            field.hide_optional = True  # type: ignore[attr-defined]
        # A part that makes no sense is not asked about.
        self.is_valid()

    @property
    def wanted(self) -> tuple[str, str, Time | None]:
        said = self.cleaned_data
        time = said.get("time")
        return said.get("text", ""), said.get("type", ""), Time(int(time)) if time else None
