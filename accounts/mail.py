"""How the e-mails of the service are worded: one frame, its plain text made of it, and the links in them."""

from base64 import b64encode
from collections.abc import Mapping
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.safestring import SafeString, mark_safe

from accounts import links
from accounts.codes import code_of
from accounts.languages import language_of_message
from accounts.mail_text import text_of
from accounts.models import Message, Organisation
from accounts.queries import GUEST_KINDS, PASSWORD_LINK

STYLE = "css/mail.css"


def style_hash() -> str:
    """Return how a page's policy names the frame's style, so that the page may show an e-mail as it looks."""
    css = str(_style()).removeprefix("<style>").removesuffix("</style>")
    return f"'sha256-{b64encode(sha256(css.encode()).digest()).decode()}'"


def compose(message: Message) -> EmailMultiAlternatives:
    """Word a message, with the person and the organisation it is for, and its link.

    Beside the message's own context its templates know `link`, which leads through signing in, or for
    those without a password (`is_new`) through choosing one, to what the message is about; and until when
    that is (`expires_at`), which may have been put off since the message was queued. All of it is in its
    reader's language, whoever's act has caused it.
    """
    with translation.override(language_of_message(message.to, message.kind)):
        return _compose(message)


def _compose(message: Message) -> EmailMultiAlternatives:
    user = message.to.user
    words = {
        **_said(message.context),
        "name": message.to.name,
        "email": user.email,
        "address": message.address,
        "is_new": not user.has_usable_password(),
        "expires_at": message.expires_at,
        "link": _link(message),
        "password_page": address(reverse("account_reset_password")),
        "days": settings.PASSWORD_RESET_TIMEOUT // 86400,
        "link_works_until": message.link_works_until,
    }
    if mark := message.context.get("code_mark"):
        words["code"] = code_of(mark)
    letter = write(
        message.template,
        words,
        to=message.address or user.email,
        organisation=message.to.organisation,
    )
    # The same each time it is tried, so that a mailbox that gets it twice can tell.
    letter.extra_headers["Message-ID"] = _message_id(message.key)
    return letter


def _said(context: Mapping[str, object]) -> dict[str, object]:
    """Return what a message says beside what is known of its reader: days (`…_on`) and moments (`…_at`) in words, and of words in several languages (`…_in`) the reader's.

    They are stored as they are, because whoever queues a message need not read its reader's language.
    """
    words = dict(context)
    for key, value in context.items():
        if key.endswith("_on"):
            words[key.removesuffix("_on")] = date_format(date.fromisoformat(str(value)), "j F Y")
        elif key.endswith("_at"):
            moment = timezone.localtime(datetime.fromisoformat(str(value)))
            words[key.removesuffix("_at")] = date_format(moment, "l j F Y, H:i")
        elif key.endswith("_in") and isinstance(value, Mapping):
            words[key.removesuffix("_in")] = _of_reader(value)
    return words


def _of_reader(by_language: Mapping[str, str]) -> str:
    """Return the words of the reader's language, or the first there are."""
    language = str(translation.get_language()).partition("-")[0]
    own = (words for tag, words in by_language.items() if tag.partition("-")[0] == language)
    return next(own, next(iter(by_language.values()), ""))


def _link(message: Message) -> str:
    if message.kind in GUEST_KINDS:
        return address(links.guest_path(message.leads_to))
    if message.kind != PASSWORD_LINK:
        return address(reverse("account_link", args=[links.token_of(message)]))
    user = message.to.user
    # Made as it leaves, so that a key to the account never lies in the database.
    return password_link(f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}")


def write(
    template: str, words: Mapping[str, object], *, to: str, organisation: Organisation | None
) -> EmailMultiAlternatives:
    """Return an e-mail of two templates, `…_subject.txt` and `….html`, which stands in the frame of all."""
    contact = organisation.contact if organisation else None
    known = {
        **words,
        "organisation": organisation.name if organisation else "",
        "contact": contact,
        "product_name": settings.PRODUCT_NAME,
        "support_email": settings.SUPPORT_EMAIL,
        "accent": settings.ACCENT_COLOUR,
        "mail_css": _style(),
    }
    html = render_to_string(f"{template}.html", known)
    reply_to = contact.email if contact and contact.email else settings.SUPPORT_EMAIL
    letter = EmailMultiAlternatives(
        " ".join(render_to_string(f"{template}_subject.txt", known).split()),
        text_of(html),
        to=[to],
        reply_to=[reply_to] if reply_to else None,
        headers={"Auto-Submitted": "auto-generated"},  # no holiday replies, please
    )
    letter.attach_alternative(html, "text/html")
    return letter


def password_link(key: str) -> str:
    """Return the address at which the holder of the key (`person-token`) chooses a new password."""
    person, _, token = key.partition("-")
    return address(
        reverse("account_reset_password_from_key", kwargs={"uidb36": person, "key": token})
    )


def address(path: str) -> str:
    return f"{settings.SITE_URL}{path}"


def _style() -> SafeString:
    """Return the frame's style element: mail programs read no other, and templates hold none."""
    path = finders.find(STYLE)
    if not path:
        raise FileNotFoundError(STYLE)
    css = Path(path).read_text(encoding="utf-8").replace(" accent", f" {settings.ACCENT_COLOUR}")
    return mark_safe(f"<style>{css}</style>")  # noqa: S308 - our own file


def _message_id(key: str) -> str:
    return f"<{sha256(key.encode()).hexdigest()[:40]}@{urlsplit(settings.SITE_URL).hostname}>"
