"""How long an organisation keeps what, once an administrator has said so."""

from datetime import datetime

from django.db import models

from accounts.models.people import Organisation
from accounts.periods import KINDS, months_after, period_words


class RetentionRule(models.Model):
    """An organisation's periods, in months; empty for as long as it is wanted. Without a row nothing is removed."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="retention")
    leavers = models.PositiveSmallIntegerField(null=True, blank=True)
    campaigns = models.PositiveSmallIntegerField(null=True, blank=True)
    log = models.PositiveSmallIntegerField(null=True, blank=True)
    mails = models.PositiveSmallIntegerField(null=True, blank=True)
    starts_on = models.DateField(help_text="nothing is removed before")
    # Written before it is done, so that two at once do it once.
    carried_out_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(campaigns=None) | models.Q(campaigns__gte=24),
                name="retention_of_campaigns_two_years_at_least",
            ),
            models.CheckConstraint(
                condition=models.Q(log=None) | models.Q(log__gte=12),
                name="retention_of_the_log_a_year_at_least",
            ),
        ]

    def __str__(self) -> str:
        return str(self.organisation)

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What is kept and for how long, in words."""
        return [(str(kind.title), period_words(getattr(self, kind.field))) for kind in KINDS]

    def keeps_until(self, closed_at: datetime) -> datetime | None:
        """Return until when answers of a campaign that closed then are kept; None for as long as they are wanted."""
        return None if self.campaigns is None else months_after(closed_at, self.campaigns)
