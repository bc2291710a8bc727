import pytest
from django import forms

from accounts.fields import YEARS, DayField, LinesField, normal_text


@pytest.mark.parametrize(
    ("text", "normal"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd"),
        ("  \r\n a b \t\n", "a b"),
        ("", ""),
    ],
)
def test_lines_are_counted_as_they_are_stored(text: str, normal: str) -> None:
    field = LinesField(max_length=max(1, len(normal)), required=False)

    assert field.clean(text) == normal_text(normal) == normal


def test_day_is_read_as_a_browser_sends_it_and_as_people_write_it() -> None:
    field = DayField(label="Day")

    assert str(field.clean("2027-03-31")) == str(field.clean("31/3/2027")) == "2027-03-31"
    with pytest.raises(forms.ValidationError, match="real date"):
        field.clean("31/2/2027")


@pytest.mark.parametrize("far", ["31/12/9999", "1/1/1999"])
def test_a_day_with_which_nothing_could_be_reckoned_is_refused(far: str) -> None:
    with pytest.raises(forms.ValidationError, match="years 2000 to 2100"):
        DayField(label="Day", years=YEARS).clean(far)
