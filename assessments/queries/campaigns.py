"""What is read to run a campaign: who may, with which bank, who is invited and who has answered."""

from collections.abc import Iterable

from django.db.models import F, Q, QuerySet

from accounts.models import (
    AuditEntry,
    Organisation,
    name_in,
)
from accounts.reading_order import ReadingOrder
from assessments.models import Assessment, Campaign
from banks.models import BankVersion


def campaigns_of(organisations: Iterable[Organisation]) -> QuerySet[Campaign]:
    """Return the organisations' campaigns, the last to open first."""
    return (
        Campaign.objects.filter(organisation__in=list(organisations))
        .select_related("organisation", "version")
        .defer("version__content")
        .order_by("-opens_at", "-pk")
    )


def campaigns_to_copy(organisation: Organisation) -> QuerySet[Campaign]:
    """Return the campaigns that a new one can begin from, the last to open first; those of a file have no plan."""
    return campaigns_of([organisation]).filter(is_imported=False)


def campaign_with_slug(slug: str) -> Campaign | None:
    """Return a campaign with its organisation, its version and who confirmed its purpose."""
    return (
        Campaign.objects.select_related("organisation", "version__bank")
        .annotate(confirmed_by_name=name_in("organisation", "purpose_confirmed_by"))
        .defer("version__content")
        .filter(slug=slug)
        .first()
    )


def campaign_named(organisation: Organisation, name: str) -> Campaign | None:
    """Return the organisation's campaign of this name, whatever the case."""
    return Campaign.objects.filter(organisation=organisation, name__iexact=name).first()


def is_published(campaign: Campaign) -> bool:
    """Tell whether results of a campaign are published, which `reports` keeps; they never change."""
    # By the name of the relation, as `results` may not be imported from here.
    return Campaign.objects.filter(pk=campaign.pk, release__isnull=False).exists()


def who_has_begun(campaign: Campaign, member_ids: Iterable[int]) -> list[int]:
    """Return which of some members have begun a campaign, finished or not."""
    begun = Assessment.objects.filter(campaign=campaign, member__in=list(member_ids))
    return list(begun.values_list("member", flat=True))


def versions_to_run(organisation: Organisation) -> QuerySet[BankVersion]:
    """Return the published versions of the organisation's own banks, then of the platform's."""
    return (
        BankVersion.objects.published()
        .filter(Q(bank__organisation=organisation) | Q(bank__organisation=None))
        .select_related("bank")
        .defer("content")
        # The order of the choice: what a council has made for itself comes first.
        .order_by(
            F("bank__organisation_id").asc(nulls_last=True),
            ReadingOrder("title"),
            "-published_at",
            "-pk",
        )
    )


def history_of(campaign: Campaign) -> list[AuditEntry]:
    """Return what was done to a campaign, newest first; never what anybody answered in it.

    The log knows it by its name of the time: a campaign that was renamed is followed back by its renaming,
    and not beyond its beginning, for one that was cancelled may have had its name before.
    """
    found: list[AuditEntry] = []
    name = campaign.name
    while name:
        acts = _acts_on(name, campaign.organisation_id, before=found[-1].pk if found else None)
        name = ""
        for entry in acts:
            found.append(entry)
            if entry.act == "campaign.created":
                return found
            if "name" in entry.details:
                name = entry.details["name"][0]
                break
    return found


def _acts_on(name: str, organisation_id: int, *, before: int | None) -> QuerySet[AuditEntry]:
    acts = AuditEntry.objects.filter(
        organisation=organisation_id, subject=name, act__startswith="campaign."
    )
    if before is not None:
        acts = acts.filter(pk__lt=before)
    return acts.with_actors().order_by("-at", "-pk")
