"""How django-allauth behaves here: accounts by invitation, links to our own address, our words."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import actions, mail, queries
from accounts.models import Membership, User


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    # The same words whether the address is unknown, not yet used or the password wrong.
    _NOT_RIGHT = _(
        "The e-mail address or the password is not right. If you were invited and have not chosen a"
        " password yet, follow the link in the invitation, or ask for a new link below."
    )
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _NOT_RIGHT,
        "too_many_login_attempts": _(
            "There were too many attempts to sign in. Wait five minutes, then try again."
        ),
        "enter_current_password": _("This is not the password you have now."),
    }

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Refuse a closed account as an unknown one is refused, also with its right password."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        return user if user and user.is_active else None

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Send allauth's few e-mails in the frame that all of ours have."""
        user = context.get("user")
        membership = self._membership(user) if user else None
        days = settings.PASSWORD_RESET_TIMEOUT // 86400
        words = {**context, "name": user.name if user else "", "days": days}
        organisation = membership.organisation if membership else None
        mail.write(template_prefix, words, to=email, organisation=organisation).send()

    def send_password_reset_mail(
        self, user: AbstractBaseUser, email: str, context: dict[str, Any]
    ) -> None:
        """Send somebody who has chosen no password yet their invitation again: its link works more than once."""
        membership = None if user.has_usable_password() else self._membership(user)
        if membership is None:
            super().send_password_reset_mail(user, email, context)
        else:
            actions.send_invitations([membership], by=None, at=timezone.now())

    def _membership(self, user: AbstractBaseUser) -> Membership | None:
        return queries.current_memberships(cast("User", user)).first()

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a password mail; never built from what a request says its host is."""
        return mail.password_link(key)
