"""Where the links of e-mails lead: through a first password or signing in to what the e-mail is about.

Following one changes nothing, so that it works as often as it is wanted and a scanner that opens every
link of a mail uses nothing up. It signs nobody in who has a password. Where it leads is read from the
message, never from the address. A refused link is answered with 200, because Django logs the addresses
of other refusals, and for the same reason the form sends the link inside and not in its address.
"""

from allauth.account.utils import perform_login
from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions, links
from accounts.forms.sign_in import ChoosePasswordForm, SignInForm
from accounts.models import Message
from accounts.queries import NEW_ADDRESS
from accounts.views.addresses import confirm_page


@login_not_required
@never_cache
@require_safe
def follow_link(request: HttpRequest, token: str) -> HttpResponse:
    message = access.message_of_link(token)
    if message is None:
        return _no_longer(request)
    if message.kind == NEW_ADDRESS:
        return confirm_page(request, message, token)
    return _go_on(request, message, token)


def _go_on(request: HttpRequest, message: Message, token: str) -> HttpResponse:
    if request.user.is_authenticated:
        if request.user.pk == message.to.user_id:
            return _arrived(request, message, token)
        context = {"message": message, "link": request.path}
        return render(request, "accounts/links/somebody_else.html", context)
    if message.to.user.has_usable_password():
        return _sign_in(request, message)
    if not message.link_works(timezone.now()):
        return _no_longer(request)
    return _choose(request, message, token, ChoosePasswordForm(user=message.to.user))


@login_not_required
@never_cache
@require_POST
@rate_limit(action="reset_password_from_key")  # type: ignore[untyped-decorator]
def choose_password(request: HttpRequest) -> HttpResponse:
    """Set a first password, once, and sign in with it."""
    token = request.POST.get("link", "")
    message = access.message_of_link(token)
    # The link to a new address is for confirming it first.
    if message is None or message.kind == NEW_ADDRESS or not message.link_works(timezone.now()):
        return _no_longer(request)
    form = ChoosePasswordForm(request.POST, user=message.to.user)
    if message.to.user.has_usable_password():
        return _sign_in(request, message)
    if not form.is_valid():
        return _choose(request, message, token, form)
    if not actions.choose_first_password(
        message.to, form.cleaned_data["password1"], at=timezone.now()
    ):
        return _sign_in(request, message)
    messages.success(request, _("Your password is saved."))
    response: HttpResponse = perform_login(request, message.to.user, redirect_url=_target(message))
    return response


def _arrived(request: HttpRequest, message: Message, token: str) -> HttpResponse:
    if message.to.has_accepted:
        return redirect(_target(message))
    context = {"membership": message.to, "link": token, "there": _target(message)}
    return render(request, "accounts/accept.html", context)


def _choose(
    request: HttpRequest, message: Message, token: str, form: ChoosePasswordForm
) -> HttpResponse:
    context = {"message": message, "link": token, "form": form}
    return render(request, "accounts/links/choose_password.html", context)


def _sign_in(request: HttpRequest, message: Message) -> HttpResponse:
    form = SignInForm(initial={"login": message.to.user.email})
    # Back here for who has an invitation to accept, which is asked of nobody but the person.
    there = _target(message) if message.to.has_accepted else _link_of(message)
    context = {"form": form, "next": there}
    return render(request, "accounts/links/sign_in.html", context)


def _no_longer(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/links/no_longer.html")


def _link_of(message: Message) -> str:
    return reverse("account_link", args=[links.token_of(message)])


def _target(message: Message) -> str:
    return message.leads_to or resolve_url("assessments:home")
