"""One person's documents as they ought to be now: what each is called, and the facts that it is made from."""

from dataclasses import asdict
from datetime import datetime
from typing import Literal

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Membership, User
from accounts.queries import current_memberships
from assessments.models import Assessment
from banks.models import BankVersion
from banks.queries import fingerprint as content_of
from banks.queries import instrument_of, source_of, version_for
from documents.downloads import PDF, file_name
from documents.models import row_facts
from documents.spec import About, DocumentSpec, fingerprint
from observers.queries import published_key
from plans.queries import circumstances_of, stored_plans
from reports.queries import Finished, held_about, stored_facts

# All of a report, its first page, or its sheet for a one-to-one.
ReportKind = Literal["report", "summary", "talk"]
# What a report is compared with, unless an earlier assessment is named.
NEWEST, NO_COMPARISON = "newest", "none"


def about_report(assessment: Assessment, compared: str = NEWEST) -> About:
    return {"assessment": str(assessment.public_id), "compared": compared}


def choice_of(earlier: tuple[Finished, ...], chosen: Finished | None) -> str:
    """Name what is compared with in one way only, so that one report is not made twice."""
    if chosen == next(iter(earlier), None):
        return NEWEST
    return str(chosen.public_id) if chosen else NO_COMPARISON


def chosen_of(earlier: tuple[Finished, ...], choice: str) -> Finished | None:
    if choice == NEWEST:
        return next(iter(earlier), None)
    return next((one for one in earlier if str(one.public_id) == choice), None)


def report_spec(
    assessment: Assessment,
    owner: User,
    earlier: tuple[Finished, ...],
    chosen: Finished | None,
    *,
    kind: ReportKind = "report",
) -> DocumentSpec:
    """Return the report of a finished assessment that came through its owner's door, or a part of it.

    It takes five queries, seven with goals.
    """
    titles = {
        "report": _("Leadership report"),
        "summary": _("Leadership summary"),
        "talk": _("Sheet for a one-to-one"),
    }
    submitted = assessment.submitted_at or assessment.started_at
    return DocumentSpec(
        kind=kind,
        about=about_report(assessment, choice_of(earlier, chosen)),
        fingerprint=fingerprint(
            *(str(owner), stored_facts(assessment), chosen),
            # Whether the bank is offered in the reader's language changes its words, and nothing that is stored with the report.
            instrument_of(assessment.version_id).shown_in,
            stored_plans([assessment.member_id], today=timezone.localdate()),
            # Tips go by what was done, such as sharing the report, which nothing else here tells.
            sorted(circumstances_of(assessment.member_id)),
            published_key(assessment.pk),
        ),
        name=file_name(titles[kind], str(owner), _day(submitted), end="pdf"),
        content_type=PDF,
        owner_id=owner.pk,
    )


def plan_spec(member: Membership) -> DocumentSpec:
    """Return a member's plan alone."""
    version = version_for(member.organisation)
    # The plan is of all organisations that the person is in, and names them.
    members = list(current_memberships(member.user))
    facts = (
        *(member.name, member.organisation_id, version and version.pk),
        version and instrument_of(version.pk).shown_in,
        [row_facts(one.organisation) for one in members],
        stored_plans([one.pk for one in members], today=timezone.localdate()),
    )
    return DocumentSpec(
        kind="plan",
        about={"member": member.pk},
        fingerprint=fingerprint(facts),
        name=file_name(_("Leadership plan"), member.name, _day(timezone.now()), end="pdf"),
        content_type=PDF,
        owner_id=member.user_id,
    )


def my_data_spec(user: User) -> DocumentSpec:
    """Return everything held about a person; all of it is read, because all of it shows."""
    return DocumentSpec(
        kind="my_data",
        about={"user": user.pk},
        fingerprint=fingerprint(asdict(held_about(user))),
        name=file_name(_("Everything held about you"), str(user), _day(timezone.now()), end="pdf"),
        content_type=PDF,
        owner_id=user.pk,
    )


def sample_spec(version: BankVersion, number: int, reader: User) -> DocumentSpec:
    """Return a version's sample report; of a draft the words count, a published one keeps its own."""
    is_draft = version.status == BankVersion.Status.DRAFT
    content = content_of(source_of(version.pk)) if is_draft else ""
    words = (_("Sample report"), version.title, version.number)
    return DocumentSpec(
        kind="sample",
        about={"version": version.pk, "answers": number, "reader": reader.pk},
        fingerprint=fingerprint(version.pk, content, timezone.localdate()),
        name=file_name(*words, end="pdf"),
        content_type=PDF,
        owner_id=reader.pk,
    )


def _day(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "j F Y")
