"""Published results as files for other programs: exactly the cells that an HR lead can see."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _

from documents.text import safe
from leadership.instrument import Instrument
from results.models import Cell, ReleaseGroup
from results.presenters.cells import told, why_hidden
from results.presenters.judging import judge_beside, judge_change
from results.queries.published import Reach, figures


def as_json(
    instrument: Instrument, reach: Reach, cells: Mapping[int, Sequence[Cell]]
) -> dict[str, Any]:
    """Return the cells in reach; a hidden one has neither n nor value."""
    release = reach.release
    # R1: of fewer than the smallest group not even the number is told.
    few = release.submitted < release.smallest_group
    goals = getattr(release, "goal_count", None)
    judged = _judged(instrument, reach, cells)
    return {
        "campaign": release.campaign.slug,
        "name": release.campaign.name,
        "bank": instrument.instrument.code,
        "version": instrument.instrument.version,
        "published_at": release.published_at.isoformat(),
        "goals_until": goals.due_at.isoformat() if goals else None,
        "goals_after": goals.after.isoformat() if goals and goals.after else None,
        "goals_counted_at": goals.published_at.isoformat()
        if goals and goals.published_at
        else None,
        "compared_with": release.earlier.campaign.slug if release.earlier else None,
        "smallest_group": release.smallest_group,
        "invited": release.invited,
        "submitted": None if few else release.submitted,
        "publishable": release.publishable,
        "purpose": instrument.text("purpose_limit"),
        "cells": [
            {
                "group": {"kind": group.kind, "path": group.path},
                "statistic": cell.statistic,
                "code": cell.code,
                "label": cell.label,
                "parts": cell.parts,
                "n": cell.n,
                "value": cell.value,
                "bound": cell.bound or None,
                "hidden": told(cell.hidden) or None,
                "judged": judged.get((group.pk, cell.statistic, cell.code)),
            }
            for group, cell in _every(reach, cells)
        ],
    }


def _judged(
    instrument: Instrument, reach: Reach, cells: Mapping[int, Sequence[Cell]]
) -> dict[tuple[int, str, str], str]:
    """Return which of the three words stands beside a change, and beside a group's mean."""
    found: dict[tuple[int, str, str], str] = {}
    whole = figures(cells[reach.organisation.pk])
    for group in reach.groups:
        own, is_whole = figures(cells[group.pk]), group == reach.organisation
        invited = reach.release.invited if is_whole else None
        for theme in instrument.themes:
            change = judge_change(instrument, own, whole, theme.code, invited)
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
    """Return a row a cell, with the reason in words where there is no figure."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow([_("Purpose"), safe(instrument.text("purpose_limit"))])
    rows.writerow(
        [
            _("Group"), _("Path"), _("Statistic"), _("Code"), _("Label"), _("Parts"), _("People"),
            _("Value"), _("Bound"), _("Why there is no figure"),
        ]
    )  # fmt: skip
    for group, cell in _every(reach, cells):
        rows.writerow(
            [
                group.kind,
                safe(group.path),
                cell.statistic,
                safe(cell.code),
                safe(cell.label),
                safe(" + ".join(cell.parts)),
                "" if cell.n is None else cell.n,
                "" if cell.value is None else cell.value,
                cell.bound,
                why_hidden(cell.hidden),
            ]
        )
    return out.getvalue()
