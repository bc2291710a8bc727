"""Published results as a document."""

from accounts.queries import logo_data
from documents.pdf import pdf_of
from results.presenters.document import Document


def results_pdf(document: Document) -> bytes:
    """Return published results of a campaign, or of one group of it, as a tagged PDF."""
    return pdf_of(
        "results/results_pdf.html",
        {**vars(document), "logo": logo_data(document.release.campaign.organisation)},
    )
