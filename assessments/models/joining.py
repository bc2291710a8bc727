"""Small teams that are one group in the results of a campaign."""

from django.db import models

from accounts.models import Team
from accounts.reading_order import reading_order
from assessments.models.campaigns import Campaign


class JoinedGroup(models.Model):
    """Teams beside each other that are told of together in one campaign's results, and not alone."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="joined_groups")
    name = models.CharField(max_length=200)

    def __str__(self) -> str:
        return self.name

    @property
    def teams(self) -> list[Team]:
        """Its teams by name; read with the group (`queries.joined_groups`)."""
        return sorted(
            (one.team for one in self.parts.all()), key=lambda team: reading_order(team.name)
        )


class JoinedTeam(models.Model):
    """A team in a joined group, with all teams below it; in one group of a campaign at most."""

    group = models.ForeignKey(JoinedGroup, models.CASCADE, related_name="parts")
    # The group's own, so that the database keeps a team from being in two.
    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="joined_teams")
    # A team without people may be deleted; then the group is one team smaller.
    team = models.ForeignKey(Team, models.CASCADE, related_name="joined_in")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["campaign", "team"], name="team_joined_once_in_a_campaign"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.team}"
