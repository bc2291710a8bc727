import pytest

from config.checks import PANEL, accent_is_readable, contrast
from tests.architecture.source import ROOT


@pytest.mark.parametrize(
    ("one", "other", "ratio"),
    [
        ("#000000", "#ffffff", 21.0),
        ("#ffffff", "#000000", 21.0),
        ("#123456", "#123456", 1.0),
        ("#767676", "#FFFFFF", 4.54),
        ("#777777", "#ffffff", 4.48),
        ("#0000ff", "#ffffff", 8.59),
        ("#ff0000", "#ffffff", 4.00),
    ],
)
def test_contrast_is_what_wcag_says(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio


def test_dark_accent_is_accepted(settings) -> None:
    settings.ACCENT_COLOUR = "#0b5c6b"

    assert accent_is_readable(None) == []


def test_pale_accent_is_refused_with_its_contrast(settings) -> None:
    settings.ACCENT_COLOUR = "#7fb7c4"

    (error,) = accent_is_readable(None)

    assert error.id == "leadership.E001"
    assert error.msg == (
        "ACCENT_COLOUR #7fb7c4 is too light to read on a pale panel:"
        " its contrast is 2.04 to 1 and has to be 4.5 to 1 or more."
    )


def test_panel_is_the_colour_of_the_stylesheet() -> None:
    tokens = (ROOT / "frontend/styles/_tokens.scss").read_text()

    assert f"--surface: {PANEL};" in tokens
