"""Makes one person's documents, for the worker: finds the facts again, and renders them.

No web page may import this module: it leads to the PDF engine.
"""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

from django.utils import timezone

from accounts.queries import logo_data
from assessments.models import Assessment
from banks.queries import instrument_of
from banks.queries import version as version_with
from documents.spec import About, Draft
from reports import pdf
from reports.access import finished_with
from reports.documents import (
    ReportKind,
    chosen_of,
    my_data_spec,
    plan_spec,
    report_spec,
    sample_spec,
)
from reports.presenters.my_data import my_data_of
from reports.presenters.others import others_of
from reports.presenters.plan import plan_alone, plan_of
from reports.presenters.report import Report, for_owner, report_of, with_plan
from reports.presenters.sample import sample_report
from reports.queries import Finished, earlier_than, member_with, user_with


def report(about: About) -> Draft | None:
    return _report(about, pdf.report_pdf, kind="report")


def summary(about: About) -> Draft | None:
    return _report(about, pdf.summary_pdf, kind="summary")


def talk(about: About) -> Draft | None:
    return _report(about, pdf.talk_pdf, kind="talk")


def _report(about: About, render: Callable[[Report], bytes], *, kind: ReportKind) -> Draft | None:
    assessment = finished_with(UUID(str(about["assessment"])))
    # Deleted since it was asked for: there is nothing to make, and nothing went wrong.
    if assessment is None:
        return None
    owner = assessment.member.user
    earlier = earlier_than(assessment, owner)
    chosen = chosen_of(earlier, str(about["compared"]))
    # Asked anew, because facts may have changed while the task waited.
    spec = report_spec(assessment, owner, earlier, chosen, kind=kind)
    return Draft(spec.fingerprint, lambda: render(whole_report(assessment, chosen)))


def whole_report(assessment: Assessment, chosen: Finished | None) -> Report:
    """Return a report as its owner reads it on paper: with the plan as it stands, and the logo."""
    logo = logo_data(assessment.member.organisation)
    return replace(
        with_plan(for_owner(report_of(assessment, chosen), assessment), plan_of(assessment)),
        # Theirs alone, so by the name they have given themselves.
        person=str(assessment.member.user),
        others=others_of(assessment),
        logo=logo,
    )


def plan(about: About) -> Draft | None:
    member = member_with(int(str(about["member"])))
    if member is None:
        return None
    return Draft(
        plan_spec(member).fingerprint,
        lambda: pdf.plan_pdf(plan_alone(member), member, at=timezone.now()),
    )


def my_data(about: About) -> Draft | None:
    user = user_with(int(str(about["user"])))
    if user is None:
        return None
    return Draft(my_data_spec(user).fingerprint, lambda: pdf.my_data_pdf(my_data_of(user)))


def sample(about: About) -> Draft | None:
    version, reader = version_with(int(str(about["version"]))), user_with(int(str(about["reader"])))
    if version is None or reader is None:
        return None
    number = int(str(about["answers"]))
    return Draft(
        sample_spec(version, number, reader).fingerprint,
        lambda: pdf.report_pdf(
            sample_report(
                instrument_of(version.pk), number, version_id=version.pk, at=timezone.now()
            )
        ),
    )
