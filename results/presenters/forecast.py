"""What HR leads are told before a campaign opens: how many groups would have figures, by how many answer."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from results.queries.forecast import SHARES, Forecast


@dataclass(frozen=True)
class ForecastLine:
    """If so many answer: how many teams, and groups of the breakdown, would have figures of their own."""

    answer: str
    people: int
    teams: int
    values: int


@dataclass(frozen=True)
class ForecastView:
    """A line for each share that may answer, and what they rest on."""

    forecast: Forecast
    attribute: str
    lines: tuple[ForecastLine, ...]
    proposed: int = 0  # groups that could be made of small teams
    has_small: bool = False  # teams too small to show, beside others


def present_forecast(
    forecast: Forecast, attribute: str, *, proposed: int = 0, has_small: bool = False
) -> ForecastView:
    lines = (
        ForecastLine(
            _("Half") if share == 1 / 2 else f"{share:.0%}",
            expected.people,
            expected.teams,
            expected.values,
        )
        for share, expected in zip(SHARES, forecast.expected, strict=True)
    )
    return ForecastView(
        forecast, attribute if forecast.values else "", tuple(lines), proposed, has_small
    )
