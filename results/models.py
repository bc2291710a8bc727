"""What is published of a campaign, frozen at its close."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any, Final

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from accounts.models import Team, User
from assessments.models import Campaign

TICKED: Final = "ticked"
"""Under which name the cache has when `tick` was last done, for whoever wants to know whether the timer runs."""


class Publishing(models.Model):
    """A campaign that has closed and whose results are being made: there until they are, and never both.

    It alone says what there is to do, and is written outside the transaction that stores the results, so that
    everybody sees how far it is. A worker that is killed leaves a row that can be put back.
    """

    class Step(models.TextChoices):
        WAITING = "waiting", _("Waiting for its turn")
        READING = "reading", _("Counting who took part")
        DECIDING = "deciding", _("Working out figures, and checking that nobody can be picked out")
        STORING = "storing", _("Putting the results on their pages")

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="publishing")
    # Nobody, where it closed by the clock.
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="publishings"
    )
    step = models.CharField(max_length=8, choices=Step.choices, default=Step.WAITING)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField()
    # By whoever works on it, anew at each step; empty while nobody does.
    claimed_at = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    failed_step = models.CharField(max_length=8, choices=Step.choices, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"{self.campaign_id}: {self.step}"


class Release(models.Model):
    """What was published of one campaign, with the log and the audit behind it.

    A release that could not be made safe holds no cells, and says why.
    """

    # Of none while it is being stored, in steps: all who read results come by the campaign, and so find it only whole.
    # Nobody else ever sees one, hence the type.
    campaign: "models.OneToOneField[Campaign, Campaign]" = models.OneToOneField(  # type: ignore[misc]
        Campaign, models.PROTECT, related_name="release", null=True
    )
    # Until then, since when it is being stored.
    published_at = models.DateTimeField()
    # Whose people are compared with these; empty where there was nothing to compare with.
    earlier = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="later_releases"
    )
    smallest_group = models.PositiveSmallIntegerField()
    # Counted at the close: whoever joins the organisation afterwards was never asked.
    invited = models.PositiveIntegerField()
    submitted = models.PositiveIntegerField()
    # Those who finished too and do not count in any figure; see `assessments.queries.counting`.
    came_late = models.PositiveIntegerField(default=0)
    unconfirmed = models.PositiveIntegerField(default=0)
    # False where nothing can be shown safely; `reasons` say why.
    publishable = models.BooleanField()
    reasons = models.JSONField(default=list, blank=True)
    decisions = models.JSONField(default=list, help_text="for the log of the service; never shown")
    audit = models.JSONField(default=dict)
    # Of assessments that are erased since: its figures rest on them still, so the next release has to count them.
    erased = models.JSONField(
        default=dict, blank=True, help_text="by key: the codes of the themes they were scored on"
    )

    def __str__(self) -> str:
        return str(self.campaign)


class ReleaseGroup(models.Model):
    """A group as it was at the close: the organisation, a team with its place in the tree, or an attribute's value."""

    class Kind(models.TextChoices):
        ORGANISATION = "organisation", _("Organisation")
        TEAM = "team", _("Team")
        ATTRIBUTE = "attribute", _("Attribute")

    release = models.ForeignKey(Release, models.CASCADE, related_name="groups")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    parent = models.ForeignKey(
        "self", models.CASCADE, null=True, blank=True, related_name="children"
    )
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, related_name="release_groups"
    )
    # Of small teams that are one group here: which, and what they were called; empty for a team of its own.
    joined = models.JSONField(
        default=list, blank=True, help_text='the teams that it joins: {"team": key, "name": name}'
    )
    # Copied: a team that is renamed or closed keeps its old name in old results.
    name = models.CharField(max_length=200)
    path = models.CharField(
        max_length=1300, help_text="from the top: A > B > C; of an attribute: grade=G10"
    )
    order = models.PositiveIntegerField(help_text="its place in a walk through the tree")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["release", "order"], name="release_group_order_once_in_a_release"
            ),
        ]

    def __str__(self) -> str:
        return self.path

    @property
    def joined_teams(self) -> frozenset[int]:
        return frozenset(one["team"] for one in self.joined)

    def is_head_of(self, branches: Collection[int]) -> bool:
        """Tell whether it is one of these teams, or joins none but these."""
        return self.team_id in branches or (
            bool(self.joined) and self.joined_teams.issubset(branches)
        )


class GoalCount(models.Model):
    """How many of those who took part have set themselves goals: counted once, some time after the close.

    Its cells join those of the release. A count that could not be made safe has none, and says why.
    """

    release = models.OneToOneField(Release, models.CASCADE, related_name="goal_count")
    due_at = models.DateTimeField(help_text="goals made later do not count")
    after = models.DateTimeField(null=True, help_text="goals made by then were counted before")
    published_at = models.DateTimeField(null=True)
    reasons = models.JSONField(default=list, blank=True)
    decisions = models.JSONField(default=list, help_text="for the log of the service; never shown")
    audit = models.JSONField(default=dict)

    def __str__(self) -> str:
        return f"{self.release}: {self.due_at:%Y-%m-%d}"


class OthersSummary(models.Model):
    """How those of a campaign asked others, and how far the two views are apart: all of them together, counted once.

    It names nobody. On whom the differences rest is kept for a year by keyed hashes, for judging the next one.
    """

    campaign = models.OneToOneField(Campaign, models.PROTECT, related_name="others_summary")
    published_at = models.DateTimeField()
    smallest_group = models.PositiveSmallIntegerField()
    # Empty where they are too few.
    rated = models.PositiveIntegerField(null=True)
    asked = models.PositiveIntegerField(null=True)
    # In a hundred, and never near an end.
    answered = models.PositiveSmallIntegerField(null=True)
    answered_bound = models.CharField(max_length=8, blank=True)
    # A theme each: its label, and a value with its bound or the reason why it is hidden; with none, `reasons` say why.
    gaps = models.JSONField(default=list, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    # By theme: on whom its figure rests.
    people = models.JSONField(default=list, blank=True)
    decisions = models.JSONField(default=list, help_text="for the log of the service; never shown")
    audit = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rated=None, asked=None, answered=None, answered_bound="")
                | models.Q(rated__isnull=False, asked__isnull=False, answered__isnull=False),
                name="others_summary_has_all_counts_or_none",
            ),
        ]

    def __str__(self) -> str:
        return str(self.campaign)


class Roll(models.Model):
    """On whose assessments a group's figures rest: for judging the next release, and never shown.

    Of those in the group itself or, for a change, in no smaller group that shows it. No answers.
    """

    # Found by the unique rule, which begins with it: an index of its own would be the same once more.
    group = models.ForeignKey(ReleaseGroup, models.CASCADE, related_name="rolls", db_index=False)
    statistic = models.CharField(max_length=40, help_text="people, or matched_change of a theme")
    code = models.CharField(max_length=40, blank=True)
    # Keys only, which say nothing once an assessment is erased.
    assessments = models.JSONField(default=list)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["group", "statistic", "code"], name="roll_once_a_group_and_figure"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.statistic} {self.code}"


class CellManager(models.Manager["Cell"]):
    def insert_rows(self, columns: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Store very many cells, given column by column as the database takes them.

        As objects they take eight times as long, which is most of the time that publishing takes.
        """
        names = ", ".join(map(connection.ops.quote_name, columns))
        into = f"{connection.ops.quote_name(self.model._meta.db_table)} ({names})"
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                with cursor.copy(f"COPY {into} FROM STDIN") as copy:
                    for row in rows:
                        copy.write_row(row)
                return
            marks = ", ".join("%s" for _ in columns)
            cursor.executemany(f"INSERT INTO {into} VALUES ({marks})", list(rows))  # noqa: S608


class Cell(models.Model):
    """One published figure, or the reason why it is not there. Never both."""

    group = models.ForeignKey(ReleaseGroup, models.CASCADE, related_name="cells", db_index=False)
    statistic = models.CharField(max_length=40)
    code = models.CharField(max_length=40)
    label = models.CharField(max_length=300)
    parts = models.JSONField(default=list, blank=True)
    n = models.PositiveIntegerField(null=True, help_text="empty beside a value: nearly everyone")
    value = models.FloatField(null=True)
    # Top and bottom coding: "97 or more" keeps a group of all 5s from naming each one's answer.
    bound = models.CharField(max_length=8, blank=True)
    # A code, so that the words for people may be improved without touching what is frozen.
    hidden = models.CharField(max_length=40, blank=True)
    order = models.PositiveIntegerField()

    objects = CellManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["group", "order"], name="cell_order_once_in_a_group"),
            models.CheckConstraint(
                condition=models.Q(hidden="", value__isnull=False)
                | (~models.Q(hidden="") & models.Q(value=None, n=None, bound="")),
                name="cell_has_a_value_or_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group}: {self.statistic} {self.code}"
