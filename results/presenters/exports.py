"""Published results as files for other programs: exactly the cells that an HR lead can see."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from documents.text import safe
from leadership.instrument import Instrument
from leadership.scoring import ChangeCode
from results.disclosure import IN_WORDS
from results.models import Cell, Release, ReleaseGroup
from results.presenters.cells import told, why_hidden
from results.presenters.group_change import is_soon_after_the_last
from results.presenters.judging import judge_beside, judge_change, words_of
from results.presenters.statistics import statistic_words, unit_words
from results.queries.published import Reach, figures
from results.queries.snapshot import rules_of

SCHEMA_VERSION = 1
"""Of the JSON: a higher number where a program that reads it has to be changed."""


def as_json(
    instrument: Instrument, reach: Reach, cells: Mapping[int, Sequence[Cell]]
) -> dict[str, Any]:
    """Return the cells in reach, as docs/results-file.schema.json has it; a hidden one has neither n nor value."""
    judged = _judged(instrument, reach, cells)
    every = list(_every(reach, cells))
    return {
        "schema_version": SCHEMA_VERSION,
        **plain_release(instrument, reach.release),
        "statistics": {
            name: {"is": statistic_words(name), "unit": unit_words(name)}
            for name in dict.fromkeys(cell.statistic for _group, cell in every)
        },
        "reasons": {
            code: why_hidden(code)
            for code in dict.fromkeys(told(cell.hidden) for _group, cell in every if cell.hidden)
        },
        "cells": [
            {
                "group": {"kind": group.kind, "path": group.path},
                **plain_cell(cell),
                "judged": judged.get((group.pk, cell.statistic, cell.code)),
            }
            for group, cell in every
        ],
    }


def plain_cell(cell: Cell) -> dict[str, Any]:
    """Return one cell as other programs read it; a hidden one has neither n nor value."""
    return {
        "statistic": cell.statistic,
        "code": cell.code,
        "label": cell.label,
        "parts": cell.parts,
        "n": cell.n,
        "value": cell.value,
        "bound": cell.bound or None,
        "hidden": told(cell.hidden) or None,
    }


def plain_release(instrument: Instrument, release: Release) -> dict[str, Any]:
    """Return what was asked, when, of whom, and by which rules it was published."""
    campaign = release.campaign
    # R1: of fewer than the smallest group not even the number is told.
    few = release.submitted < release.smallest_group
    return {
        "campaign": campaign.slug,
        "name": campaign.name,
        "organisation": campaign.organisation.name,
        "bank": instrument.instrument.code,
        "version": instrument.instrument.version,
        "opened_at": campaign.opens_at.isoformat(),
        "closed_at": campaign.closes_at.isoformat(),
        "published_at": release.published_at.isoformat(),
        **_goals(release),
        "compared_with": release.earlier.campaign.slug if release.earlier else None,
        "breakdown": campaign.breakdown or None,
        "smallest_group": release.smallest_group,
        "smallest_for_shares": rules_of(instrument, release.smallest_group).spread_minimum,
        "invited": release.invited,
        "submitted": None if few else release.submitted,
        "publishable": release.publishable,
        "purpose": instrument.text("purpose_limit"),
    }


def _goals(release: Release) -> dict[str, str | None]:
    """Return by when goals counted, and when they were counted."""
    goals = getattr(release, "goal_count", None)
    moments = {
        "goals_until": goals.due_at if goals else None,
        "goals_after": goals.after if goals else None,
        "goals_counted_at": goals.published_at if goals else None,
    }
    return {name: at.isoformat() if at else None for name, at in moments.items()}


def _judged(
    instrument: Instrument, reach: Reach, cells: Mapping[int, Sequence[Cell]]
) -> dict[tuple[int, str, str], ChangeCode]:
    """Return which of the three words stands beside a change, and beside a group's mean."""
    found: dict[tuple[int, str, str], ChangeCode] = {}
    whole, is_soon = figures(cells[reach.organisation.pk]), is_soon_after_the_last(reach.release)
    for group in reach.groups:
        own, is_whole = figures(cells[group.pk]), group == reach.organisation
        invited = reach.release.invited if is_whole else None
        for theme in instrument.themes:
            change = None if is_soon else judge_change(instrument, own, whole, theme.code, invited)
            beside = None if is_whole else judge_beside(instrument, own, whole, theme.code)
            for statistic, one in (("matched_change", change), ("theme_mean", beside)):
                if one:
                    found[group.pk, statistic, theme.code] = one.code
    return found


def _every(
    reach: Reach, cells: Mapping[int, Sequence[Cell]]
) -> Iterator[tuple[ReleaseGroup, Cell]]:
    for group in reach.groups:
        for cell in cells[group.pk]:
            yield group, cell


def as_csv(instrument: Instrument, reach: Reach, cells: Mapping[int, Sequence[Cell]]) -> str:
    """Return a row a cell under one line of headings, with the reason in words where there is no figure."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(_headings())
    judged = _judged(instrument, reach, cells)
    release = reach.release
    first = (safe(release.campaign.name), timezone.localdate(release.published_at).isoformat())
    # Of a thousand teams most rows repeat the same few words.
    meaning = cache(lambda name: (statistic_words(name), unit_words(name)))
    reason, verdict = cache(why_hidden), cache(words_of)
    for group, cell in _every(reach, cells):
        code = judged.get((group.pk, cell.statistic, cell.code))
        in_words = cell.hidden in IN_WORDS
        rows.writerow(
            [
                *first,
                group.kind, safe(group.path), cell.statistic, safe(cell.code), safe(cell.label),
                *meaning(cell.statistic), safe(" + ".join(cell.parts)),
                "" if cell.n is None else cell.n, _number(cell.value), cell.bound,
                reason(cell.hidden) if in_words else verdict(code) if code else "",
                told(cell.hidden),
                "" if in_words else reason(cell.hidden),
            ]
        )  # fmt: skip
    return out.getvalue()


def _headings() -> list[str]:
    return [
        _("Campaign"), _("Published"), _("Kind"), _("Group"), _("Statistic"), _("Code"), _("Label"),
        _("What it is"), _("Unit"), _("Parts"), _("People"), _("Value"), _("Bound"), _("In words"),
        _("Reason"), _("Why there is no figure"),
    ]  # fmt: skip


def _number(value: float | None) -> float | int | str:
    """Return a number as short as it is: most of them are whole."""
    if value is None:
        return ""
    return int(value) if value.is_integer() else value
