"""Plans with their goals and reviews, action learning sets, and reports shared with somebody."""

import uuid
from datetime import date, datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, User
from assessments.models import Assessment
from banks.models import BankVersion

CODE, LINE, TEXT, NOTE = 40, 200, 300, 1000
PERSON = 120


class Plan(models.Model):
    """What one member means to learn and do; there is one as soon as there is a goal."""

    # Of the membership: somebody in two organisations has two plans, and leaving one closes only that one.
    member = models.OneToOneField(Membership, models.PROTECT, related_name="plan")
    started_at = models.DateTimeField()
    reminds = models.BooleanField(default=True, help_text="whether reviews come back by e-mail")

    def __str__(self) -> str:
        return str(self.member)


class GoalQuerySet(models.QuerySet["Goal"]):
    def owned_by(self, user: User) -> "GoalQuerySet":
        """Keep the user's own, in organisations they have not left."""
        return self.filter(plan__member__user=user, plan__member__left_at=None)

    def open(self) -> "GoalQuerySet":
        """Keep those that are still worked on."""
        return self.filter(status__in=Goal.OPEN)

    def kept(self) -> "GoalQuerySet":
        """Keep those that were not given up: a stopped goal says nothing of what somebody works on."""
        return self.exclude(status=Goal.Status.STOPPED)


class Goal(models.Model):
    """One change that somebody wants to bring about, in the terms of a bank version's plan."""

    class Status(models.TextChoices):
        NOT_STARTED = "NOT_STARTED", _("Not started")
        IN_PROGRESS = "IN_PROGRESS", _("In progress")
        DONE = "DONE", _("Done")
        CHANGED = "CHANGED", _("Changed")
        STOPPED = "STOPPED", _("Stopped")

    # A changed goal is worked on still, in other words.
    OPEN = (Status.NOT_STARTED, Status.IN_PROGRESS, Status.CHANGED)

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(Plan, models.PROTECT, related_name="goals")
    # Whose words its codes stand for, however the bank goes on.
    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="goals")
    # The assessment whose report it came from, if it came from one.
    assessment = models.ForeignKey(
        Assessment, models.PROTECT, null=True, blank=True, related_name="goals"
    )
    goal = models.CharField(max_length=TEXT)
    theme = models.CharField(max_length=CODE, blank=True, help_text="its code in the version")
    learning_area = models.CharField(max_length=CODE, blank=True, help_text="likewise")
    activity = models.CharField(max_length=CODE, blank=True, help_text="likewise")
    own_activity = models.CharField(max_length=TEXT, blank=True, help_text="in own words instead")
    # A code of the bank, '' for nobody yet; the person's name beside it is free, as it may be somebody outside.
    support_type = models.CharField(max_length=CODE)
    support_person = models.CharField(max_length=PERSON, blank=True)
    measure = models.CharField(max_length=TEXT)
    baseline = models.CharField(max_length=LINE, blank=True)
    start_on = models.DateField()
    target_on = models.DateField()
    obstacle = models.CharField(max_length=TEXT, blank=True)
    critical_mass = models.CharField(max_length=LINE, blank=True)
    status = models.CharField(max_length=11, choices=Status.choices, default=Status.NOT_STARTED)
    made_at = models.DateTimeField()

    objects = GoalQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(target_on__gt=F("start_on")), name="goal_target_after_its_start"
            ),
            models.CheckConstraint(
                condition=Q(activity="") | Q(own_activity=""),
                name="goal_activity_of_the_bank_or_of_ones_own",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)

    @property
    def is_open(self) -> bool:
        return self.status in self.OPEN


class WhenThen(models.Model):
    """An if-then intention: at this time or event I will do this one thing."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="when_thens")
    number = models.PositiveSmallIntegerField()
    # Two fields, because a plan that names its moment is carried out far more often (Gollwitzer).
    when = models.CharField(max_length=LINE)
    what = models.CharField(max_length=TEXT)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="when_then_number_in_a_goal"),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.number}"


class Review(models.Model):
    """A day on which to look back at a goal, and once held what was noted then."""

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="reviews")
    number = models.PositiveSmallIntegerField()
    due_on = models.DateField()
    held_at = models.DateTimeField(null=True, blank=True)
    # Read by its owner alone.
    notes = models.CharField(max_length=NOTE, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["goal", "number"], name="review_number_in_a_goal"),
            models.CheckConstraint(
                condition=Q(held_at=None, notes="") | Q(held_at__isnull=False),
                name="review_notes_of_a_review_that_was_held",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.goal_id} {self.number}"

    @property
    def title(self) -> str:
        return review_title(self.number)


def review_title(number: int) -> str:
    """Return what a goal's review is called, counted from 1."""
    first = [gettext("First review"), gettext("Second review"), gettext("Third review")]
    return first[number - 1] if number <= len(first) else gettext("Review %(n)s") % {"n": number}


class GoalEvent(models.Model):
    """A line of a goal's history: what happened, and how the goal stood then."""

    class Act(models.TextChoices):
        MADE = "made", _("Goal made")
        CHANGED = "changed", _("Plan changed")
        STATUS = "status", _("Status changed")
        ACTED = "acted", _("Action done")
        REVIEWED = "reviewed", _("Reviewed")

    goal = models.ForeignKey(Goal, models.CASCADE, related_name="events")
    at = models.DateTimeField()
    act = models.CharField(max_length=8, choices=Act.choices)
    status = models.CharField(max_length=11, choices=Goal.Status.choices)

    def __str__(self) -> str:
        return f"{self.goal_id} {self.act}"


# Action learning sets --------------------------------------------------------------------------


class LearningSet(models.Model):
    """A few members who meet to help each other with real problems. It keeps names and meetings only."""

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="learning_sets")
    name = models.CharField(max_length=PERSON)
    purpose = models.CharField(max_length=TEXT, blank=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """A member's seat in a set: offered, taken, turned down or given up."""

    class State(models.TextChoices):
        INVITED = "invited", _("Invited")
        ACCEPTED = "accepted", _("Takes part")
        DECLINED = "declined", _("Declined")
        LEFT = "left", _("Left")

    STANDING = (State.INVITED, State.ACCEPTED)

    learning_set = models.ForeignKey(LearningSet, models.CASCADE, related_name="seats")
    member = models.ForeignKey(Membership, models.PROTECT, related_name="set_seats")
    state = models.CharField(max_length=8, choices=State.choices)
    invited_at = models.DateTimeField()
    # Also who joined next, to whom a set passes when its organiser leaves.
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learning_set", "member"], name="seat_once_in_a_set"),
            models.CheckConstraint(
                condition=Q(state="invited", answered_at=None)
                | (~Q(state="invited") & Q(answered_at__isnull=False)),
                name="seat_answered_once_it_is_no_mere_offer",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} {self.member_id}"


class Meeting(models.Model):
    """When and where a set meets."""

    learning_set = models.ForeignKey(LearningSet, models.CASCADE, related_name="meetings")
    # What a calendar knows the meeting by, however often it is moved.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    where = models.CharField(max_length=LINE, blank=True)
    cancelled_at = models.DateTimeField(null=True, blank=True)
    # Calendars take a newer version of an entry only where this has grown.
    sequence = models.PositiveSmallIntegerField(default=0)
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=1440), name="meeting_of_at_most_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.learning_set_id} {self.starts_at:%Y-%m-%d}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)


# Sharing ---------------------------------------------------------------------------------------


class ShareQuerySet(models.QuerySet["Share"]):
    def owned_by(self, user: User) -> "ShareQuerySet":
        """Keep the user's own, in organisations they have not left."""
        return self.filter(assessment__member__user=user, assessment__member__left_at=None)

    def standing_on(self, day: date) -> "ShareQuerySet":
        """Keep those that open on this day: neither withdrawn nor expired, and nobody has left."""
        return self.filter(
            withdrawn_at=None,
            expires_on__gte=day,
            reader__left_at=None,
            assessment__member__left_at=None,
        )


class Share(models.Model):
    """A report that its owner lets one named colleague read, until a day, with what goes with it."""

    class Reader(models.TextChoices):
        COACH = "coach", _("Coach")
        MENTOR = "mentor", _("Mentor")
        MANAGER = "manager", _("Line manager")
        OTHER = "other", _("Another colleague")

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, related_name="shares")
    reader = models.ForeignKey(Membership, models.PROTECT, related_name="shares_to_read")
    role = models.CharField(max_length=8, choices=Reader.choices)
    with_plan = models.BooleanField(default=False)
    with_notes = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    # Every share ends: consent that is given once is not given for ever.
    expires_on = models.DateField(help_text="the last day on which it opens")
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = ShareQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "reader"],
                condition=Q(withdrawn_at=None),
                # Withdrawn ones stay, as the record of who could read when.
                name="share_once_with_a_reader",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ShareOpening(models.Model):
    """One time that the reader opened a shared report; its owner sees these."""

    share = models.ForeignKey(Share, models.CASCADE, related_name="openings")
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.share_id} {self.at:%Y-%m-%d %H:%M}"
