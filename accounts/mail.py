"""How an e-mail to a member is worded, and the links in it."""

from hashlib import sha256
from urllib.parse import urlencode, urlsplit

from allauth.account import app_settings
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Message, User


def compose(message: Message) -> EmailMultiAlternatives:
    """Word a message, with the person and the organisation it is for, and a link that works from now on.

    Beside the message's own context its templates know `link`, which leads through signing in, or for
    those without a password (`is_new`) through choosing one, to what the message is about; and until when
    that is (`expires_at`), which may have been put off since the message was queued.
    """
    user = message.to.user
    words = {
        **message.context,
        "name": user.name,
        "email": user.email,
        "organisation": message.to.organisation.name,
        "is_new": not user.has_usable_password(),
        "expires_at": message.expires_at,
        "product_name": settings.PRODUCT_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "link": _link(user, message.leads_to),
        "forgotten": _address(reverse("account_reset_password")),
        "site": settings.SITE_URL,
    }
    subject = render_to_string(f"{message.template}_subject.txt", words)
    email = EmailMultiAlternatives(
        " ".join(subject.split()),
        render_to_string(f"{message.template}.txt", words),
        to=[user.email],
        headers={
            "Auto-Submitted": "auto-generated",  # no holiday replies, please
            # The same each time it is tried, so that a mailbox that gets it twice can tell.
            "Message-ID": _message_id(message.key),
        },
    )
    email.attach_alternative(render_to_string(f"{message.template}.html", words), "text/html")
    return email


def password_link(key: str) -> str:
    """Return the address at which the holder of the key (`person-token`) chooses a password."""
    person, _, token = key.partition("-")
    return _address(
        reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
    )


def _link(user: User, leads_to: str) -> str:
    if user.has_usable_password():
        return _address(leads_to or reverse(settings.LOGIN_URL))
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(user)
    link = password_link(f"{user_pk_to_url_str(user)}-{token}")
    return f"{link}?{urlencode({'next': leads_to})}" if leads_to else link


def _message_id(key: str) -> str:
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"


def _address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"
