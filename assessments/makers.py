"""Makes the files of a campaign's people, for the worker. No web page imports this module."""

from assessments.presenters import followed_file_about
from documents.spec import About, Draft


def people_followed(about: About) -> Draft | None:
    file = followed_file_about(about)
    return file.draft if file else None
