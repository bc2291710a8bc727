"""What a directory asks for that cannot be, beside what holds for everybody."""

from accounts.errors import AccountError


class TakenError(AccountError):
    """Something that the directory has brought in already, under the same name or id."""


class UnknownMemberError(AccountError):
    """A member of a group who is nobody that the directory has brought in."""
