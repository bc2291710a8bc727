"""Rounds in which others say how they see a leader: who is asked, what they send, and what is published of it."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from assessments.models import Assessment
from leadership.observing import RaterGroup
from observers.disclosure import FEWEST

NAME, COMMENT = 120, 600
GROUP_NAMES = {
    RaterGroup.LINE_MANAGER: _("Line manager"),
    RaterGroup.STAFF: _("Staff"),
    RaterGroup.COLLEAGUES: _("Colleagues"),
    RaterGroup.CUSTOMERS: _("Customers and partners"),
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
    # What was published, whole and for good: see `observers.published`.
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

    def sent(self) -> "RaterQuerySet":
        return self.filter(sent_in__isnull=False)


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


def week_of(day: date) -> date:
    """Return the Monday of a day's week."""
    return day - timedelta(days=day.weekday())
