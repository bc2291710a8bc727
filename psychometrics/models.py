"""Item statistics of a bank version, frozen for those who keep banks to read."""

from typing import TypedDict

from django.db import models

from accounts.models import Organisation, User
from banks.models import BankVersion


class FiguresOfLanguage(TypedDict):
    """What is stored of one language: its cases by code, and its themes as `asdict` has them."""

    cases: dict[str, dict[str, int]]
    themes: list[dict[str, object]]


class FiguresByLanguage(TypedDict):
    """What is stored of each language, and of when (ISO 8601)."""

    taken_at: str
    languages: dict[str, FiguresOfLanguage]


class ItemSnapshot(models.Model):
    """Item statistics of a version over one organisation, as they were when they were worked out.

    Only the newest is shown. The next may be made when enough people have joined (decision 0014).
    """

    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="item_snapshots")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="item_snapshots")
    taken_at = models.DateTimeField(help_text="who submitted later is not in it")
    taken_by = models.ForeignKey(User, models.PROTECT, related_name="item_snapshots")
    cases = models.JSONField(help_text="by theme: how many were asked, how many completed it")
    figures = models.JSONField(help_text="themes and overall, at full precision")
    by_language = models.JSONField(
        default=dict,
        db_default=models.Value({}, models.JSONField()),
        help_text="when, and by language its cases and themes; empty where one of them has too few",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "organisation", "taken_at"],
                name="item_snapshot_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.taken_at:%Y-%m-%d}"
