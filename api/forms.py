"""The forms of programs and of one's own tokens: what for, what they allow, until when."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import gettext_lazy

from accounts.errors import AccountError
from accounts.models import Organisation
from accounts.plain_forms import PlainForm
from accounts.table_faults import CellError
from accounts.table_file import one_line
from api.actions import ProgramDetails, SecretDetails, WebhookDetails
from api.actions.tokens import together_words
from api.actions.webhooks import check_url
from api.events import EVENTS
from api.scopes import NOT_TOGETHER, WORDS, Scope, known

Json = dict[str, Any]

DAYS = [
    ("30", gettext_lazy("30 days")),
    ("90", gettext_lazy("90 days")),
    ("365", gettext_lazy("A year")),
]


class _SecretForm(PlainForm):
    """What is asked of anything that gets a secret."""

    name = forms.CharField(
        label=gettext_lazy("Name"),
        help_text=gettext_lazy("So that you can tell it from others, such as: Power BI."),
        max_length=60,
        error_messages={"required": gettext_lazy("Give it a name.")},
    )
    scopes = forms.MultipleChoiceField(
        label=gettext_lazy("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing that it may do.")},
    )
    days = forms.TypedChoiceField(
        label=gettext_lazy("How long it works"),
        help_text=gettext_lazy("Make the next one before it ends; both work side by side."),
        coerce=int,
        choices=DAYS,
        initial="90",
    )

    def __init__(self, data: QueryDict | None = None, *, offered: Iterable[Scope]) -> None:
        super().__init__(data)
        self.offered = list(offered)
        field = self.fields["scopes"]
        assert isinstance(field, forms.MultipleChoiceField)  # noqa: S101 - narrows the type
        field.choices = [(scope.value, str(WORDS[scope])) for scope in self.offered]

    def clean_name(self) -> str:
        try:
            return one_line(self.cleaned_data["name"], at_most=60)
        except CellError as error:
            raise ValidationError(str(error)) from None

    def _said(self, at: datetime) -> Json:
        submitted = self.cleaned_data
        return {
            "name": submitted["name"],
            "scopes": known(submitted["scopes"]),
            "ends_at": at + timedelta(days=submitted["days"]),
        }


class ProgramForm(_SecretForm):
    """A program of the organisation's own."""

    def clean_scopes(self) -> list[str]:
        chosen: list[str] = self.cleaned_data["scopes"]
        if known(chosen) >= NOT_TOGETHER:
            raise ValidationError(together_words())
        return chosen

    def details(self, *, at: datetime) -> ProgramDetails:
        return ProgramDetails(**self._said(at))


class PersonalTokenForm(_SecretForm):
    """A token of one's own, for one of the organisations that one belongs to."""

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        choices: list[tuple[Organisation, list[Scope]]],
    ) -> None:
        offered = {scope for _organisation, scopes in choices for scope in scopes}
        super().__init__(data, offered=[scope for scope in Scope if scope in offered])
        self.choices = {str(one.pk): (one, scopes) for one, scopes in choices}
        if len(choices) > 1:
            self.fields["organisation"] = forms.ChoiceField(
                label=gettext_lazy("Organisation"),
                choices=[(key, one.name) for key, (one, _scopes) in self.choices.items()],
            )

    def clean(self) -> Json:
        _organisation, scopes = self._chosen()
        beyond = known(self.cleaned_data.get("scopes", [])) - set(scopes)
        if beyond:
            words = gettext_lazy("You may not do this in that organisation: %(what)s.")
            what = ", ".join(str(WORDS[scope]) for scope in WORDS if scope in beyond)
            self.add_error("scopes", words % {"what": what})
        return self.cleaned_data

    def _chosen(self) -> tuple[Organisation, list[Scope]]:
        key = self.cleaned_data.get("organisation") or next(iter(self.choices))
        return self.choices[key]

    def organisation(self) -> Organisation:
        return self._chosen()[0]

    def details(self, *, at: datetime) -> SecretDetails:
        return SecretDetails(**self._said(at))


class WebhookForm(PlainForm):
    """An address, and what it is told."""

    url = forms.CharField(
        label=gettext_lazy("Address"),
        help_text=gettext_lazy(
            "Where your program listens, such as https://hr.council.example/hooks"
        ),
        max_length=500,
        error_messages={"required": gettext_lazy("Enter the address.")},
    )
    events = forms.MultipleChoiceField(
        label=gettext_lazy("What it is told"),
        choices=list(EVENTS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": gettext_lazy("Choose at least one thing.")},
    )

    def clean_url(self) -> str:
        url: str = self.cleaned_data["url"]
        try:
            URLValidator(["http", "https"])(url)
            check_url(url)
        except ValidationError:
            raise ValidationError(gettext_lazy("This is not an address of the web.")) from None
        except AccountError as error:
            raise ValidationError(str(error)) from None
        return url

    def details(self) -> WebhookDetails:
        submitted = self.cleaned_data
        return WebhookDetails(submitted["url"], frozenset(submitted["events"]))
