"""How django-allauth behaves here: accounts by invitation, pauses after refused attempts, our words."""

from typing import Any, cast

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.internal import ratelimit
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from accounts import actions, mail
from accounts.codes import code_of, new_mark
from accounts.http import BEGAN, SEEN
from accounts.known_devices import device_of, remember_device
from accounts.models import User


class InvitationOnlyAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    _OF_CODES = {"account/email/login_code", "account/email/unknown_account"}
    # The same words whether the address is unknown, not yet used or the password wrong.
    _NOT_RIGHT = _(
        "The e-mail address or the password is not right. If you were invited and have not chosen a"
        " password yet, follow the link in the invitation, or ask for a new link below."
    )
    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _NOT_RIGHT,
        "too_many_login_attempts": _(
            "There were too many attempts to sign in. Wait a few minutes, then try again; the wait gets"
            " longer with each attempt that fails. If you have forgotten your password, ask for a link"
            " below: it lets you in at once."
        ),
        "enter_current_password": _("This is not the password you have now."),
        "incorrect_code": _(
            "This code is not right. Enter the one in the newest e-mail, or ask for another."
        ),
        "too_many_codes": _(
            "There were too many attempts to sign in. Wait a few minutes, then try again, or sign in in"
            " another way."
        ),
    }

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Let an attempt go on or not, before the password is looked at."""
        if not self._may_try(request, self._place(request, **credentials)):
            raise self.validation_error("too_many_login_attempts")

    def _may_try(self, request: HttpRequest, place: actions.SignInPlace) -> bool:
        # Of one address of the net on any accounts; the key is not asked for.
        self._usage = ratelimit.consume(request, app="allauth.account", action="sign_in_refused")
        self._attempt = actions.begin_attempt(place, at=timezone.now())
        return bool(self._usage) and self._attempt.may_go_on

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Refuse a closed account as an unknown one is refused, also with its right password."""
        user: AbstractBaseUser | None = super().authenticate(request, **credentials)
        is_right = user is not None and user.is_active
        self._note(request, self._place(request, **credentials), is_right=is_right)
        return user if is_right else None

    def _note(self, request: HttpRequest, place: actions.SignInPlace, *, is_right: bool) -> None:
        if not is_right:
            actions.note_refusal(place, self._attempt, at=timezone.now())
            return
        self._usage.rollback()
        # At the request: each call of the library makes an adapter of its own.
        request.refused_before = actions.end_attempt(place)  # type: ignore[attr-defined]

    def generate_login_code(self) -> str:
        """Return the mark of a code: the library keeps it in the session, where the code itself does not lie."""
        return new_mark()

    def check_login_code(self, request: HttpRequest, code: str, *, mark: str, address: str) -> None:
        """Refuse a code that is not the one of the mark, or any after too many; nobody has one without a mark."""
        place = self._place(request, email=address)
        if not self._may_try(request, place):
            raise self.validation_error("too_many_codes")
        figures = "".join(code.split())
        is_right = bool(mark) and constant_time_compare(figures, code_of(mark))
        self._note(request, place, is_right=is_right)
        if not is_right:
            raise self.validation_error("incorrect_code")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, object]) -> None:
        """Have the worker send a code, or find that nobody has the address: the request does the same for both."""
        assert template_prefix in self._OF_CODES, template_prefix  # noqa: S101 - no other mail is the library's
        # A mark that nobody keeps, where the library made none.
        mark = str(context.get("code") or new_mark())
        is_known = bool(device_of(cast("HttpRequest", context["request"]), email))
        actions.ask_for_login_code(email, mark, is_known=is_known, at=timezone.now())

    def _place(self, request: HttpRequest, **credentials: Any) -> actions.SignInPlace:
        # Who is signed in already and shows once more who they are names no address.
        own = request.user.email if request.user.is_authenticated else ""
        address = str(credentials.get("email") or own).strip().lower()
        return actions.SignInPlace(
            account=address, net=ratelimit.get_ip(request), device=device_of(request, address)
        )

    def post_login(
        self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any
    ) -> HttpResponse:
        """Note a sign-in, of whichever kind, and know the browser from now on."""
        person = cast("User", user)
        response: HttpResponse = super().post_login(request, user, **kwargs)
        refused = getattr(request, "refused_before", 0)
        now = timezone.now()
        actions.accept_only_membership(person, at=now)
        actions.note_sign_in(person, at=now, refused=refused)
        request.session[BEGAN] = request.session[SEEN] = int(now.timestamp())
        remember_device(request, response, person.email)
        return response

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def set_password(self, user: AbstractBaseUser, password: str) -> None:
        actions.change_password(cast("User", user), password, at=timezone.now())

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account")

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Return the link of a password mail; never built from what a request says its host is."""
        return mail.password_link(key)
