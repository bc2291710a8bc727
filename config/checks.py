"""What Django's system check says about our settings."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

PANEL = (
    "#f3f6f7"  # --surface of frontend/styles/_tokens.scss, the darkest ground that links stand on
)
ENOUGH = 4.5  # WCAG 2.2, 1.4.3
DARK = 0.04045  # sRGB is a straight line up to here, a power above


def accent_is_readable(app_configs: Iterable[Any] | None, **kwargs: Any) -> list[CheckMessage]:
    """Refuse an accent whose links and buttons would be hard to read."""
    ratio = contrast(settings.ACCENT_COLOUR, PANEL)
    if ratio >= ENOUGH:
        return []
    return [
        Error(
            f"ACCENT_COLOUR {settings.ACCENT_COLOUR} is too light to read on a pale panel: "
            f"its contrast is {ratio:.2f} to 1 and has to be {ENOUGH} to 1 or more.",
            hint="Choose a darker shade of the same colour.",
            id="leadership.E001",
        )
    ]


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours `#rrggbb`, 1 to 21, as WCAG defines it."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= DARK else ((channel + 0.055) / 1.055) ** 2.4
