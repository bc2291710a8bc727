"""Why something cannot be published."""


class PublishingError(Exception):
    """A campaign's results cannot be published now; its words are for people."""
