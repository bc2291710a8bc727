"""Rounds in which others say how they see a leader: who is asked, what they send, and what is published of it."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from assessments.campaign_days import last_moment
from assessments.models import Assessment, Campaign
from leadership.observing import RaterGroup
from observers.disclosure import FEWEST
from observers.follow_up import Change, Worked

NAME, COMMENT, GOAL = 120, 600, 200
# Beyond it a round has little to do with the campaign.
MOST_DAYS_AFTER = 92
GROUP_NAMES = {
    RaterGroup.LINE_MANAGER: _("Line manager"),
    RaterGroup.STAFF: _("Staff"),
    RaterGroup.COLLEAGUES: _("Colleagues"),
    RaterGroup.CUSTOMERS: _("Customers and partners"),
}

WORKED_WORDS = {
    Worked.YES: _("Yes"),
    Worked.PARTLY: _("Partly"),
    Worked.NO: _("No"),
    Worked.DONT_KNOW: _("I cannot say"),
}
CHANGE_WORDS = {
    Change.MORE: _("More effective"),
    Change.SAME: _("About the same"),
    Change.LESS: _("Less effective"),
    Change.DONT_KNOW: _("I cannot say"),
}


class Approval(models.TextChoices):
    """Who agrees to whom a manager asks."""

    OFF = "off", _("Nobody may ask others")
    NOBODY = "nobody", _("Nobody: managers start by themselves")
    LINE_MANAGER = "line_manager", _("The line manager, who is one of those asked")
    HR = "hr", _("An HR lead of the whole organisation")


class ObserverRule(models.Model):
    """What an organisation has decided about asking others; without a row the defaults hold."""

    organisation = models.OneToOneField(Organisation, models.CASCADE, related_name="observer_rule")
    approval = models.CharField(
        max_length=12, choices=Approval.choices, default=Approval.LINE_MANAGER
    )
    # From how many people staff and colleagues are shown; customers never under ten.
    fewest = models.PositiveSmallIntegerField(default=FEWEST)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(fewest__in=[3, 5]), name="observer_rule_fewest"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.approval}"


class CampaignRounds(models.Model):
    """That asking others belongs to a campaign: offered to those who finish in it, and over by one day for all."""

    campaign = models.OneToOneField(Campaign, models.CASCADE, related_name="rounds_offered")
    days_after = models.PositiveSmallIntegerField(
        help_text="how many days after the campaign's last day its rounds end"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(days_after__lte=MOST_DAYS_AFTER), name="campaign_rounds_end_in_time"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.campaign_id} +{self.days_after}"

    @property
    def closes_at(self) -> datetime:
        """When its rounds are over, by the campaign's last day as it is now."""
        # By days and not by hours: the clocks may change in between.
        last_day = timezone.localdate(self.campaign.closes_at) + timedelta(days=self.days_after)
        return last_moment(last_day)


class RoundQuerySet(models.QuerySet["Round"]):
    def owned_by(self, user: User) -> "RoundQuerySet":
        """Keep those about the person, in organisations they have not left."""
        return self.filter(assessment__member__user=user, assessment__member__left_at=None)

    def in_hand(self) -> "RoundQuerySet":
        """Keep those that are neither published nor given up."""
        return self.filter(published_at=None, cancelled_at=None)

    def open_at(self, at: datetime) -> "RoundQuerySet":
        return self.in_hand().filter(started_at__isnull=False, opens_at__lte=at, closes_at__gt=at)


class Round(models.Model):
    """One time that a manager asks others, after an assessment of their own.

    The list of people is theirs to change until it is agreed to; from then on it is frozen.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # It is read beside the assessment, and goes with it.
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="rounds")
    made_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    # Frozen as they were when the list was handed in.
    approval = models.CharField(max_length=12, choices=Approval.choices, blank=True, default="")
    fewest = models.PositiveSmallIntegerField(default=FEWEST)
    asked_at = models.DateTimeField(null=True, blank=True, help_text="waits to be agreed to since")
    approver = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="rounds_to_approve"
    )
    started_at = models.DateTimeField(null=True, blank=True, help_text="frozen since")
    # Who prints cards for customers and enters answers given on paper; never the person rated.
    keeper = models.ForeignKey(
        Membership, models.SET_NULL, null=True, blank=True, related_name="rounds_to_keep"
    )
    has_open_link = models.BooleanField(default=False)
    published_at = models.DateTimeField(null=True, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # What was published, whole and once: see `observers.published`.
    results = models.JSONField(null=True, blank=True)

    objects = RoundQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment"],
                condition=Q(published_at=None, cancelled_at=None),
                name="round_one_in_hand_of_an_assessment",
            ),
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="round_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, results=None)
                | Q(published_at__isnull=False, results__isnull=False),
                name="round_published_with_results",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def topic(self) -> str:
        return f"round:{self.pk}"

    @property
    def is_draft(self) -> bool:
        """Whether its list can be changed."""
        return self.asked_at is None and self.started_at is None and self.cancelled_at is None

    @property
    def is_waiting(self) -> bool:
        return self.asked_at is not None and self.started_at is None and self.cancelled_at is None

    @property
    def waits_for_nobody(self) -> bool:
        """Whether it waits for a line manager who has left."""
        by_manager = self.is_waiting and self.approval == Approval.LINE_MANAGER
        return by_manager and (self.approver is None or self.approver.left_at is not None)

    @property
    def is_frozen(self) -> bool:
        """Whether it was started and is not over."""
        over = self.published_at is not None or self.cancelled_at is not None
        return self.started_at is not None and not over

    def is_open_at(self, at: datetime) -> bool:
        return self.is_frozen and self.opens_at <= at < self.closes_at


class PeopleBehind(models.Model):
    """Who was behind each figure of a round, by keyed hashes: only to tell a later round what it may show.

    It outlives its round, or whoever deletes that could lay two rounds side by side, and is kept for a year.
    """

    member = models.ForeignKey(Membership, models.CASCADE, related_name="people_behind")
    published_at = models.DateTimeField()
    # By theme or statement: for each figure those who are behind it.
    figures = models.JSONField()

    def __str__(self) -> str:
        return f"{self.member_id} {self.published_at:%Y-%m-%d}"


class RaterQuerySet(models.QuerySet["Rater"]):
    def standing(self) -> "RaterQuerySet":
        """Keep those whose link still opens."""
        return self.filter(revoked=False)


class Rater(models.Model):
    """Somebody who is asked in one round, by their own link; customers may be nobody but a card.

    No address of a machine, no device, and no time finer than the week. Once the round is published what they
    wrote is gone: only the published figures stay.
    """

    GROUPS = [(group.value, words) for group, words in GROUP_NAMES.items()]

    round = models.ForeignKey(Round, models.CASCADE, related_name="raters")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group = models.CharField(max_length=12, choices=GROUPS)
    name = models.CharField(max_length=NAME, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    # Whoever came by the open link: nobody is shown their own link, nor that they are there.
    by_poster = models.BooleanField(default=False)
    revoked = models.BooleanField(default=False)
    # By question code, as the scorer takes them: a value of the scale, or DK for "I cannot say".
    answers = models.JSONField(default=dict, blank=True)
    helps = models.CharField(max_length=COMMENT, blank=True)
    to_try = models.CharField(max_length=COMMENT, blank=True)
    # The Monday of the week.
    sent_in = models.DateField(null=True, blank=True)
    # Of the code that a card has for typing, by a key: neither the code nor the link is stored.
    code_digest = models.CharField(max_length=64, blank=True, db_index=True)

    objects = RaterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["round", "email"], condition=~Q(email=""), name="rater_once_in_a_round"
            ),
            models.UniqueConstraint(
                fields=["round"], condition=Q(group="line_manager"), name="rater_one_line_manager"
            ),
            models.CheckConstraint(
                condition=Q(group__in=[group.value for group in RaterGroup]),
                name="rater_group_is_known",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_card(self) -> bool:
        return not self.email and not self.by_poster

    @property
    def is_sent(self) -> bool:
        return self.sent_in is not None


class Pulse(models.Model):
    """The question, three months after a round was published, whether one thing has changed: asked once, of the same people.

    The person names what they work on; or says that they would rather not ask again, and then it holds nothing else.
    """

    round = models.OneToOneField(Round, models.CASCADE, related_name="pulse")
    goal = models.CharField(max_length=GOAL, blank=True)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    # Whole and once: see `observers.published`.
    results = models.JSONField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(declined_at=None, opens_at__isnull=False, closes_at__gt=F("opens_at"))
                & ~Q(goal="")
                | Q(
                    declined_at__isnull=False, goal="", opens_at=None, closes_at=None,
                    published_at=None,
                ),
                name="pulse_asks_or_is_declined",
            ),
            models.CheckConstraint(
                condition=Q(published_at=None, results=None)
                | Q(published_at__isnull=False, results__isnull=False),
                name="pulse_published_with_results",
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.round_id} again"

    @property
    def topic(self) -> str:
        return f"round:{self.round_id}:again"

    def is_open_at(self, at: datetime) -> bool:
        if self.opens_at is None or self.closes_at is None or self.published_at is not None:
            return False
        return self.opens_at <= at < self.closes_at


class PulseAnswer(models.Model):
    """What one of those who were asked in the round says of the goal; gone once the pulse is published."""

    rater = models.OneToOneField(Rater, models.CASCADE, related_name="pulse_answer")
    worked = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Worked])
    change = models.CharField(max_length=8, choices=[(one.value, one.value) for one in Change])

    def __str__(self) -> str:
        return str(self.rater_id)


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
