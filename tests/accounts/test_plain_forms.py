"""What a form says of a mistake: which field, and what to do; in no words of Django's."""

from collections.abc import Callable

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import User
from accounts.plain_forms import PlainForm


class Every(PlainForm):
    text = forms.CharField(label="Name", max_length=5)
    number = forms.IntegerField(label="Minutes", min_value=1, max_value=9)
    day = forms.DateField(label="Day")
    email = forms.EmailField(label="Address")
    team = forms.ChoiceField(label="Team", choices=[("a", "A")])
    sure = forms.BooleanField(label="I agree")
    file = forms.FileField(label="File")
    own = forms.CharField(label="Own", error_messages={"required": "Say it."}, max_length=3)

    def clean_text(self) -> str:
        if self.cleaned_data["text"] == "ours":
            raise ValidationError("Our own words.", code="invalid")
        return str(self.cleaned_data["text"])


def said(**data: str) -> dict[str, list[str]]:
    return dict(Every(data, files={}).errors)


def test_each_missing_field_is_named_and_says_what_to_do() -> None:
    assert said() == {
        "text": ["Fill in “Name”."],
        "number": ["Fill in “Minutes”."],
        "day": ["Fill in “Day”."],
        "email": ["Fill in “Address”."],
        "team": ["Choose one for “Team”."],
        "sure": ["Tick “I agree” to go on."],
        "file": ["Choose a file for “File”."],
        "own": ["Say it."],
    }


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("text", "longer", "“Name” can have up to 5 characters. It now has 6: shorten it."),
        ("text", "ours", "Our own words."),
        ("text", "a\0", "“Name” has a character that cannot be saved. Type it again."),
        ("number", "x", "“Minutes”: enter a whole number."),
        ("number", "0", "“Minutes”: enter 1 or more."),
        ("number", "10", "“Minutes”: enter 9 or less."),
        ("day", "soon", "“Day”: enter a real date, such as 31/3/2027."),
        ("email", "hr at", "“Address”: enter an address such as name@council.gov.uk."),
        ("team", "z", "“Team”: choose one of those that are offered."),
        ("own", "long", "“Own” can have up to 3 characters. It now has 4: shorten it."),
    ],
)
def test_what_is_wrong_is_said_with_the_field(field: str, value: str, words: str) -> None:
    assert said(**{field: value})[field] == [words]


def test_nothing_is_cut_by_the_browser_and_too_much_is_given_back() -> None:
    form = Every({"text": "much longer"}, files={})

    assert "maxlength" not in form.as_p()
    assert 'value="much longer"' in form.as_p()


def test_page_says_it_so(client_of: Callable[[User], Client], hr_lead: User) -> None:
    page = client_of(hr_lead).post("/people/add/", {}).content.decode()

    assert "This field is required" not in page
