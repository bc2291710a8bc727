"""Who the person of a session is, and whether they belong anywhere, in one query."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts import queries
from accounts.models import User


class MemberBackend(AuthenticationBackend):  # type: ignore[misc]
    def get_user(self, user_id: int) -> User | None:
        user = queries.user_of_session(user_id)
        return user if user and user.is_active else None
