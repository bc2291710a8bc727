"""Why something cannot be published."""

from accounts.errors import DomainError


class PublishingError(DomainError):
    """A campaign's results cannot be published now; its words are for people."""
