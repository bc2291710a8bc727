"""The mail that people get about their place in an organisation."""

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Membership, User


def send_invitation(membership: Membership) -> None:
    """Tell the person where they belong now, and how to get in: by a first password if they have none."""
    user = membership.user
    words = {
        "name": user.get_full_name(),
        "email": user.email,
        "organisation": membership.organisation.name,
        "is_new": not user.has_usable_password(),
        "product_name": settings.PRODUCT_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "link": _first_link(user),
        "forgotten": _address(reverse("account_reset_password")),
    }
    subject = render_to_string("accounts/email/invitation_subject.txt", words)
    message = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string("accounts/email/invitation.txt", words),
        to=[user.email],
        headers={"Auto-Submitted": "auto-generated"},  # no holiday replies, please
    )
    message.attach_alternative(
        render_to_string("accounts/email/invitation.html", words), "text/html"
    )
    message.send()


def password_link(key: str) -> str:
    """Return the address at which the holder of the key (`person-token`) chooses a password."""
    person, _, token = key.partition("-")
    return _address(
        reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
    )


def _first_link(user: User) -> str:
    if user.has_usable_password():
        return _address(reverse(settings.LOGIN_URL))
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    return password_link(f"{user_pk_to_url_str(user)}-{token}")


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
