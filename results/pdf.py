"""Published results as a document."""

from accounts.queries import logo_data
from documents.pdf import pdf_of
from results.presenters.document import Document
from results.presenters.learning_teams import level_words


def results_pdf(document: Document) -> bytes:
    """Return published results of a campaign, or of one group of it, as a tagged PDF."""
    return _pdf("results/results_pdf.html", document)


def summary_pdf(document: Document) -> bytes:
    """Return its first page alone, such as for a board, as a tagged PDF."""
    return _pdf("results/results_summary_pdf.html", document)


def _pdf(template: str, document: Document) -> bytes:
    logo = logo_data(document.release.campaign.organisation)
    levels = level_words(document.instrument)
    return pdf_of(template, {**vars(document), "levels": levels, "logo": logo})
