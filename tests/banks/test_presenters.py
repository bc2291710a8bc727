"""Differences in words for people."""

from dataclasses import replace

from banks.presenters import DifferenceGroup, DifferenceLine, comparison
from leadership.instrument import Instrument


def test_difference_outside_themes_stands_under_its_section(default: Instrument) -> None:
    bands = (replace(default.bands[0], label="Starting"), *default.bands[1:])
    scoring = replace(default.scoring, near_boundary_points=2)
    band = default.bands[0]

    found = comparison(default, replace(default, bands=bands, scoring=scoring))

    scoring_group, bands_group = found.groups
    assert scoring_group == DifferenceGroup(
        "Scoring", (DifferenceLine("Changed", "near boundary points", before="4", after="2"),)
    )
    assert (bands_group.title, bands_group.lines[0].what) == ("Bands", f"{band.code} › label")
    assert not found.is_only_wording


def test_theme_that_is_gone_is_told_by_its_title(default: Instrument) -> None:
    gone = default.themes[-1]

    (group,) = comparison(default, replace(default, themes=default.themes[:-1])).groups[:1]

    assert group.title == f"Theme {gone.code}: {gone.title}"
    assert group.lines[0] == DifferenceLine("Removed", "", before=gone.title)


def test_section_without_words_of_its_own_is_told_by_its_key(default: Instrument) -> None:
    (group,) = comparison(default, replace(default, service_models=None)).groups

    assert group.title == "service models"
