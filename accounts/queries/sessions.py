"""What every request of a signed-in person begins with: its session, and whose it is.

In plain SQL: building the two queries anew took Django almost a third of the processor time of an autosave
(bench/README.md). This module is also where Django keeps its sessions (SESSION_ENGINE).
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.contrib.sessions.backends.base import UpdateError
from django.db import connection
from django.utils import timezone

from accounts.models import User
from accounts.permissions import Role, bit_of
from accounts.queries.availability import is_away

_LIVE = """
SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s
"""
_BITS = " + ".join(
    f"MAX(CASE accounts_rolegrant.role WHEN '{role.value}' THEN {bit_of(role)} ELSE 0 END)"
    for role in Role
)
_BIT = " ".join(f"WHEN '{role.value}' THEN {bit_of(role)}" for role in Role)
_USER_OF_SESSION = f"""
SELECT accounts_user.*, EXISTS (
    SELECT 1 FROM accounts_membership
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
) AS belongs, EXISTS (
    SELECT 1 FROM accounts_membership
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
    AND accounts_membership.typed_name <> ''
) AS is_invited, home.id AS home_id, home.name AS home_name, home.logo_mark AS home_logo,
    home.language AS home_language, home.contact_name AS home_contact_name,
    home.contact_email AS home_contact_email, COALESCE((
    SELECT {_BITS} FROM accounts_rolegrant
    JOIN accounts_membership ON accounts_membership.id = accounts_rolegrant.membership_id
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
), 0) AS role_bits, EXISTS (
    SELECT 1 FROM accounts_rolegrant
    JOIN accounts_membership ON accounts_membership.id = accounts_rolegrant.membership_id
    JOIN accounts_organisation ON accounts_organisation.id = accounts_membership.organisation_id
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
    AND (CASE accounts_rolegrant.role {_BIT} ELSE 0 END & accounts_organisation.second_step_roles) <> 0
) AS needs_second_step
FROM accounts_user LEFT JOIN accounts_organisation home ON home.id = (
    SELECT MIN(accounts_membership.organisation_id) FROM accounts_membership
    WHERE accounts_membership.user_id = accounts_user.id AND accounts_membership.left_at IS NULL
    GROUP BY accounts_membership.user_id HAVING COUNT(*) = 1
)
WHERE accounts_user.id = %s
"""  # noqa: S608 - made of this program's own roles


class SessionStore(db.SessionStore):
    def load(self) -> dict[str, Any]:
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute(_LIVE, [self.session_key, now])
            row = cursor.fetchone()
        if row is None:
            # As Django does: what nobody has is not taken over from a cookie.
            self._session_key = None
            return {}
        return self.decode(row[0])

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - as Django has it
        try:
            super().save(must_create)
        except UpdateError as error:
            # Django takes every fault of the database for a session that was ended meanwhile, and answers 400.
            fault = error.__context__
            if fault is not None and is_away(fault):
                raise fault from fault.__cause__
            raise


def user_of_session(user_id: int) -> User | None:
    """Return the person of a session in the one query that every request makes anyway.

    Whether they `belong`, have invitations to accept and need a second step, the bits of their roles and their one organisation (`home`)
    with its language and contact come with it.
    """
    return next(iter(User.objects.raw(_USER_OF_SESSION, [user_id])), None)
