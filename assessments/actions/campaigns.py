"""What begins a campaign: it is planned, checked and opened; every act is in the audit log."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from itertools import count

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accounts.actions import audit
from accounts.errors import DomainError
from accounts.models import Organisation, User
from accounts.queries import lock_organisation
from assessments import queries
from assessments.actions.messages import RemindedTeam, invite_new, remind_unfinished
from assessments.models import Campaign, CampaignRepeat
from assessments.next_time import months_after
from assessments.parts import PARTS, campaign_fields
from assessments.queries import AttributeInUse, CampaignAudience
from banks.queries import instrument_of
from leadership import group_sizes
from leadership.instrument.parts import THEMES, PartKind

SLUG_LENGTH = 80
# With one value there is nothing to compare; with very many, hardly a group is large enough to show.
LEAST_VALUES, MOST_VALUES = 2, 20
# How many days before its last day a campaign may remind people.
REMINDER_DAYS = (14, 7, 3, 1)


class CampaignError(DomainError):
    """Something that cannot be done to a campaign, in a line for people."""


@dataclass(frozen=True)
class MailWords:
    """What an HR lead says in the e-mails of a campaign, beside the words of the service."""

    invitation: str = ""
    reminder: str = ""


@transaction.atomic
def create_campaign(campaign: Campaign, *, by: User | None, at: datetime) -> Campaign:
    """Invite an organisation's managers to answer a bank version within dates."""
    campaign.save(force_insert=True)
    audit(
        "campaign.created",
        at=at,
        by=by,
        subject=campaign,
        organisation=campaign.organisation,
        opens_at=campaign.opens_at.isoformat(),
        closes_at=campaign.closes_at.isoformat(),
        smallest_group=campaign.smallest_group,
        audience=campaign.audience,
        breakdown=campaign.breakdown,
        shows_overview=campaign.shows_overview,
        purpose_confirmed=campaign.purpose_confirmed_at is not None,
    )
    return campaign


@dataclass(frozen=True)
class CampaignPlan:
    """A campaign as the pages ask for it, by somebody who has confirmed its purpose."""

    version_id: int
    smallest_group: int
    name: str
    opens_at: datetime
    closes_at: datetime
    parts: frozenset[PartKind] = frozenset({THEMES})
    audience: CampaignAudience = field(default_factory=CampaignAudience)
    breakdown: str = ""
    shows_overview: bool = False
    sends_mail: bool = False
    reminder_days: tuple[int, ...] = ()
    words: MailWords = field(default_factory=MailWords)
    # The address of the campaign whose draft this was; '' for one that was begun by hand.
    repeat_of_slug: str = ""

    def campaign(self, organisation: Organisation) -> Campaign:
        """Return the campaign as it would be, not stored; whom it names comes once it is."""
        return Campaign(
            organisation=organisation,
            version_id=self.version_id,
            name=self.name,
            opens_at=self.opens_at,
            closes_at=self.closes_at,
            smallest_group=self.smallest_group,
            **campaign_fields(self.parts),
            audience=self.audience.kind,
            breakdown=self.breakdown,
            shows_overview=self.shows_overview,
            sends_mail=self.sends_mail,
            reminder_days=sorted(self.reminder_days, reverse=True),
            invitation_words=self.words.invitation,
            reminder_words=self.words.reminder,
        )


def run_campaign(
    plan: CampaignPlan, *, organisation: Organisation, confirmed_by: User, at: datetime
) -> Campaign:
    """Open a campaign, now or on its day. The same plan sent again by the same person is one campaign."""
    with transaction.atomic():
        # A second click waits here, and then finds what the first has made.
        organisation = lock_organisation(organisation.pk)
        same = queries.campaign_named(organisation, plan.name)
        if same and same.purpose_confirmed_by == confirmed_by and same.closes_at == plan.closes_at:
            return same
        if same:
            raise CampaignError(taken_name_words())
        draft = _draft_of(plan, organisation)
        _check(plan, organisation, at=at)
        campaign = plan.campaign(organisation)
        campaign.slug = free_slug(organisation, plan.name)
        # One that opens today opens now: it has not been open since midnight.
        campaign.opens_at = max(plan.opens_at, at)
        campaign.purpose_confirmed_by, campaign.purpose_confirmed_at = confirmed_by, at
        create_campaign(campaign, by=confirmed_by, at=at)
        # After the row is there: a link needs both its ends.
        campaign.branches.set(plan.audience.branches)
        campaign.people.set(plan.audience.people)
        if draft is not None:
            _carry_over(draft, campaign)
    # Afterwards, so that nobody's answers wait meanwhile; what is left over here the next tick does.
    if campaign.sends_mail and campaign.is_open_at(at):
        invite_new(campaign, at=at)
    return campaign


def _draft_of(plan: CampaignPlan, organisation: Organisation) -> CampaignRepeat | None:
    """Return what the plan is the draft of, locked, so that two HR leads do not make two campaigns of one."""
    if not plan.repeat_of_slug:
        return None
    draft = queries.lock_draft(organisation, plan.repeat_of_slug)
    if draft is None:
        raise CampaignError(
            _(
                "This draft was confirmed or left out meanwhile, maybe by somebody else. Nothing was set up."
            )
        )
    return draft


def _carry_over(draft: CampaignRepeat, campaign: Campaign) -> None:
    """From now on it is the new campaign that comes again."""
    draft.campaign = campaign
    draft.opens_on = months_after(timezone.localdate(campaign.opens_at), draft.months)
    draft.prepared_at = None
    draft.save(update_fields=["campaign", "opens_on", "prepared_at"])


def _check(plan: CampaignPlan, organisation: Organisation, *, at: datetime) -> None:
    if not queries.versions_to_run(organisation).filter(pk=plan.version_id).exists():
        raise CampaignError(_("This question bank is not published, or not for your organisation."))
    if not group_sizes.is_allowed(plan.smallest_group):
        raise CampaignError(smallest_group_words())
    check_days(plan.opens_at, plan.closes_at, at=at)
    invited = queries.invited_by(organisation, plan.audience)
    number = invited.count()
    if not number:
        raise CampaignError(nobody_words())
    if plan.audience.kind == Campaign.Audience.PEOPLE and number < group_sizes.FEWEST_LISTED:
        raise CampaignError(short_list_words())
    _check_audience(plan.audience, organisation)
    if plan.breakdown and plan.breakdown not in breakdowns_of(queries.attributes_in_use(invited)):
        raise CampaignError(_("Results cannot be broken down by this attribute."))
    _check_parts(plan)


def check_days(opens_at: datetime, closes_at: datetime, *, at: datetime) -> None:
    if closes_at <= opens_at:
        raise CampaignError(_("The campaign would close before it opens."))
    if closes_at <= at:
        raise CampaignError(_("The day it closes is over already."))
    if timezone.localdate(opens_at) < timezone.localdate(at):
        raise CampaignError(_("The day it opens is in the past. Today is the earliest."))


def _check_audience(audience: CampaignAudience, organisation: Organisation) -> None:
    if not audience.branches <= queries.team_keys(organisation):
        raise CampaignError(_("A team that was chosen is not there any more."))


def _check_parts(plan: CampaignPlan) -> None:
    instrument = instrument_of(plan.version_id)
    if not all(part.codes(instrument) for part in PARTS if part.kind in plan.parts):
        raise CampaignError(_("This question bank does not have all the parts that were chosen."))


def breakdowns_of(attributes: Iterable[AttributeInUse]) -> list[str]:
    """Return the attributes by which results may be broken down: with some values, and not too many."""
    return [one.name for one in attributes if LEAST_VALUES <= len(one.values) <= MOST_VALUES]


def smallest_group_words() -> str:
    return _("The smallest group has to be from %(least)s to %(most)s people.") % {
        "least": group_sizes.SMALLEST,
        "most": group_sizes.LARGEST,
    }


def taken_name_words() -> str:
    return _("Your organisation has a campaign of this name already.")


def nobody_words() -> str:
    return _("Nobody would be invited: nobody there has the role of a manager.")


def short_list_words() -> str:
    return _(
        "A list has to have at least %(least)s managers, so that nobody can be picked out of its results."
    ) % {"least": group_sizes.FEWEST_LISTED}


def free_slug(organisation: Organisation, name: str) -> str:
    """Return an address for a name, with a number after it where another campaign has it."""
    # With the organisation in front, as slugs are shared by all; five characters are left for a number.
    base = slugify(f"{organisation.slug} {name}")[: SLUG_LENGTH - 5].strip("-")
    taken = set(Campaign.objects.filter(slug__startswith=base).values_list("slug", flat=True))
    numbered = (f"{base}-{number}" for number in count(2))
    return base if base not in taken else next(slug for slug in numbered if slug not in taken)


def remind_unfinished_people(
    campaign: Campaign, *, by: User, at: datetime, team: RemindedTeam | None = None
) -> int:
    """Remind who has not finished now; return how many. At most one e-mail a person and day."""
    if not campaign.is_open_at(at):
        raise CampaignError(not_open_words())
    people = remind_unfinished(campaign, by=by, at=at, team=team)
    if not people:
        raise CampaignError(nobody_to_remind_words())
    return people


def not_open_words() -> str:
    return _("This campaign is not open, so nobody can be reminded.")


def nobody_to_remind_words() -> str:
    return _("There is nobody to remind: each has finished or had an e-mail within the last day.")
