"""Campaigns: who is asked what, and from when to when."""

from datetime import datetime, time, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Membership, Organisation, Team, User
from assessments.parts import OFFERED, parts_of_campaign
from banks.models import BankVersion
from leadership.group_sizes import LARGEST, SMALLEST
from leadership.instrument.parts import PartKind

# By the clock of the service, so that nobody's phone sounds at midnight when a day begins.
MORNING = time(9)
# A paragraph or two: an invitation that is longer is not read.
WORDS_MAX_LENGTH = 1000


class CampaignQuerySet(models.QuerySet["Campaign"]):
    def open_at(self, at: datetime) -> "CampaignQuerySet":
        return self.filter(opens_at__lte=at, closes_at__gt=at)


class Campaign(models.Model):
    """An invitation to an organisation's managers to answer one bank version, within dates."""

    class Audience(models.TextChoices):
        EVERYONE = "everyone", _("Everyone in the organisation")
        BRANCHES = "branches", _("Some teams, with the teams below them")
        PEOPLE = "people", _("A list of people")

    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="campaigns")
    # Frozen with the campaign: a new version of the bank is asked in the next one.
    version = models.ForeignKey(BankVersion, models.PROTECT, related_name="campaigns")
    name = models.CharField(max_length=200)
    # Unique in the whole service, because commands name a campaign by it alone.
    slug = models.SlugField(max_length=80, unique=True)
    opens_at = models.DateTimeField()
    closes_at = models.DateTimeField()
    smallest_group = models.PositiveSmallIntegerField(
        default=SMALLEST, help_text="no figure is published of fewer people than this"
    )
    # The parts beside the themes; each may be left out by the person who answers.
    asks_readiness = models.BooleanField(default=False)
    asks_learning = models.BooleanField(default=False)
    breakdown = models.CharField(
        max_length=40, blank=True, help_text="the one attribute that results are broken down by"
    )
    # Said before anybody answers, so once the campaign is open it may be switched off, and not on.
    shows_overview = models.BooleanField(
        default=False,
        help_text="those whose answers count may see the overview of the whole organisation's results",
    )
    # Made of answers that were given elsewhere: nobody answers here, and who is in it came with the file.
    is_imported = models.BooleanField(default=False)
    audience = models.CharField(max_length=8, choices=Audience.choices, default=Audience.EVERYONE)
    # Whom an audience of branches or of people names; nobody beside these is invited.
    branches = models.ManyToManyField(Team, blank=True, related_name="campaigns")
    people = models.ManyToManyField(Membership, blank=True, related_name="campaigns")
    # Invitation, reminders and thanks. Off unless somebody asked for them: a command makes campaigns too.
    sends_mail = models.BooleanField(default=False)
    reminder_days = models.JSONField(
        default=list, blank=True, help_text="how many days before the last one a reminder goes out"
    )
    reminded_on = models.DateField(null=True, blank=True)
    # What the HR lead says in these e-mails beside the words of the service: plain text, shown as it stands.
    invitation_words = models.TextField(blank=True, max_length=WORDS_MAX_LENGTH)
    reminder_words = models.TextField(blank=True, max_length=WORDS_MAX_LENGTH)
    # When its close began: whatever is finished from then on is not counted, however long the results take.
    counted_at = models.DateTimeField(null=True, blank=True)
    # When the results came out.
    published_at = models.DateTimeField(null=True, blank=True)
    # Since when its answers go, or are gone, because the time to keep them was over. Set before the first goes.
    cleared_at = models.DateTimeField(null=True, blank=True)
    # Who has said that the answers are for development only; nobody, where a command made it.
    purpose_confirmed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="campaigns_confirmed"
    )
    purpose_confirmed_at = models.DateTimeField(null=True, blank=True)

    objects = CampaignQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(closes_at__gt=F("opens_at")), name="campaign_closes_after_it_opens"
            ),
            models.CheckConstraint(
                condition=Q(smallest_group__gte=SMALLEST, smallest_group__lte=LARGEST),
                name="campaign_smallest_group_from_5_to_20",
            ),
            models.CheckConstraint(
                condition=Q(purpose_confirmed_by=None, purpose_confirmed_at=None)
                | Q(purpose_confirmed_by__isnull=False, purpose_confirmed_at__isnull=False),
                name="campaign_purpose_confirmed_by_someone_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def parts(self) -> frozenset[PartKind]:
        """The parts that are asked; where the bank has not one of them, it is left out."""
        return parts_of_campaign(
            {part.campaign_field: getattr(self, part.campaign_field) for part in OFFERED}
        )

    def is_open_at(self, at: datetime) -> bool:
        return self.opens_at <= at < self.closes_at

    @property
    def is_closing(self) -> bool:
        """Whether it is closed for good and its results are still being made."""
        return self.counted_at is not None and self.published_at is None

    @property
    def topic(self) -> str:
        """What its e-mails are about, in the outbox."""
        return f"campaign:{self.pk}"

    @property
    def news_topic(self) -> str:
        """What the e-mails to its HR leads are about: another one, as they are neither invited nor reminded by them."""
        return f"campaign-news:{self.pk}"

    @property
    def half_way_at(self) -> datetime:
        """The first nine in the morning past the middle of its time."""
        middle = timezone.localtime(self.opens_at + (self.closes_at - self.opens_at) / 2)
        morning = timezone.make_aware(datetime.combine(middle.date(), MORNING))
        return morning if morning >= middle else morning + timedelta(days=1)

    @property
    def reminders_at(self) -> list[datetime]:
        """The moments of its reminders, in order: in the morning, and not on the day it opens."""
        opens, closes = timezone.localdate(self.opens_at), timezone.localdate(self.closes_at)
        days = (closes - timedelta(days=days) for days in self.reminder_days)
        return [
            timezone.make_aware(datetime.combine(day, MORNING))
            for day in sorted(days)
            # On that day the invitation goes out, and two e-mails on one day would be one too many.
            if day > opens
        ]


class NewsSwitchedOff(models.Model):
    """An HR lead who does not want to be told by e-mail how campaigns go; who wants it has no row."""

    member = models.OneToOneField(
        Membership, models.CASCADE, primary_key=True, related_name="campaign_news_off"
    )

    def __str__(self) -> str:
        return str(self.member)
