"""The roots of what cannot be done, each with words for whoever asked for it."""


class DomainError(Exception):
    """Something that a person asked for and that cannot be; its text may be shown to them."""


class ChangedMeanwhileError(DomainError):
    """What was to be changed is not what the person has read; see `leadership.concurrency`."""
