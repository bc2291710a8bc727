"""One person's documents: the report, the plan alone, everything held about them."""

from datetime import datetime

from accounts.models import Membership
from accounts.queries import logo_data
from documents.pdf import PAGE_STYLE, document_html, pdf_of, pdf_within, style
from plans.presenters.goals import PlanView
from reports.presenters.my_data import MyData
from reports.presenters.report import Report


def report_pdf(report: Report) -> bytes:
    """Return a manager's report as a tagged PDF."""
    return pdf_of("reports/report_pdf.html", {"report": report})


def summary_pdf(report: Report) -> bytes:
    """Return the first page alone, such as for a one-to-one, as a tagged PDF: with what others say as far as it has room."""
    ways = ("figures", "words", "") if report.others else ("",)
    contexts = ({"report": report, "others_in": way} for way in ways)
    return pdf_within(1, "reports/report_summary_pdf.html", contexts)


def talk_pdf(report: Report) -> bytes:
    """Return the sheet for a one-to-one alone, with room to write: it can be handed over, for no score is on it."""
    return pdf_of("reports/talk_pdf.html", {"report": report})


def plan_pdf(plan: PlanView, member: Membership, *, at: datetime) -> bytes:
    """Return a member's plan alone as a tagged PDF."""
    return pdf_of(
        "reports/plan_pdf.html",
        {"plan": plan, "member": member, "made_at": at, "logo": logo_data(member.organisation)},
    )


def report_html(report: Report) -> str:
    """Return the document of the PDF as one HTML file, its style within it."""
    # One file that opens anywhere: nothing of it is fetched from the service later.
    document = document_html("reports/report_pdf.html", {"report": report})
    return document.replace("</head>", f"<style>{style(PAGE_STYLE)}</style></head>", 1)


def my_data_pdf(data: MyData) -> bytes:
    """Return everything held about a person as a tagged PDF."""
    return pdf_of("reports/my_data_pdf.html", {"data": data})
