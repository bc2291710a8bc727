"""The roots of what cannot be done, each with words for whoever asked for it."""


class DomainError(Exception):
    """Something that a person asked for and that cannot be; its text may be shown to them."""


class ChangedMeanwhileError(DomainError):
    """What was to be changed is not what the person has read; see `leadership.concurrency`."""


class AccountError(DomainError):
    """Something that cannot be done to a person or an organisation, in a line for people."""


class LastAdministratorError(AccountError):
    """What would leave an organisation with nobody who can give roles."""
