"""Another name or e-mail address: asked for on one's own page or a member's, confirmed by the link of an e-mail."""

from allauth.decorators import rate_limit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import access, actions, queries
from accounts.errors import AccountError
from accounts.forms.details import AddressForm, NameForm, OwnAddressForm
from accounts.forms.sign_in import SignInForm
from accounts.http import MemberRequest
from accounts.models import Message


@require_http_methods(["GET", "HEAD", "POST"])
def own_name(request: MemberRequest) -> HttpResponse:
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        name = form.cleaned_data["name"]
        actions.rename_person(request.user, name, by=request.user, at=timezone.now())
        messages.success(request, _("Your name is saved."))
        return redirect("account")
    return render(request, "accounts/own_name.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="change_password")  # type: ignore[untyped-decorator]
def own_address(request: MemberRequest) -> HttpResponse:
    form = OwnAddressForm(request.POST or None, user=request.user)
    if form.is_valid():
        membership = access.own_membership(request.user)
        at = timezone.now()
        try:
            actions.ask_for_address(
                membership, form.cleaned_data["address"], by=request.user, at=at
            )
        except AccountError as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _asked_words(form.cleaned_data["address"]))
            return redirect("account")
    return render(request, "accounts/own_address.html", {"form": form})


@require_POST
def keep_own_address(request: MemberRequest) -> HttpResponse:
    actions.withdraw_address(request.user, at=timezone.now())
    messages.success(request, _("Your address stays as it is."))
    return redirect("account")


@require_http_methods(["GET", "HEAD", "POST"])
@rate_limit(action="mail")  # type: ignore[untyped-decorator]
def address(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, membership = access.member_to_readdress(request.user, pk)
    form = AddressForm(request.POST or None)
    if form.is_valid():
        new, at = form.cleaned_data["address"], timezone.now()
        try:
            actions.ask_for_address(membership, new, by=request.user, at=at)
        except AccountError as error:
            form.add_error("address", str(error))
        else:
            messages.success(request, _asked_words(new))
            return redirect("people:member", pk=pk)
    context = {
        "membership": membership,
        "form": form,
        "reason": actions.why_not_to_readdress(membership),
    }
    return render(request, "accounts/people/address.html", context)


@require_POST
def keep_address(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, membership = access.member_to_readdress(request.user, pk)
    now = timezone.now()
    if queries.pending_address_of(membership, at=now):
        actions.withdraw_address(membership.user, at=now)
    messages.success(request, _("The address stays as it is."))
    return redirect("people:member", pk=pk)


def _asked_words(address: str) -> str:
    # The same for every address: whether somebody has it already is told there, and nowhere else.
    return _(
        "An e-mail is on its way to %(address)s. The address changes once its link is followed."
    ) % {"address": address}


# The link --------------------------------------------------------------------------------------


def confirm_page(request: HttpRequest, message: Message, token: str) -> HttpResponse:
    """Ask whoever follows the link to confirm: signed in as the person, unless they have no password yet."""
    person = message.to.user
    pending = queries.pending_address(person, at=timezone.now())
    if pending is None or pending.pk != message.pk or message.context["is_taken"]:
        return render(request, "accounts/links/no_longer.html")
    if request.user.is_authenticated and request.user.pk != person.pk:
        context = {"message": message, "link": request.path}
        return render(request, "accounts/links/somebody_else.html", context)
    if person.has_usable_password() and not request.user.is_authenticated:
        # With the address they have until now, which is not the one that this mail went to.
        form = SignInForm(initial={"login": person.email})
        context = {"form": form, "next": request.path, "is_new_address": True}
        return render(request, "accounts/links/sign_in.html", context)
    context = {"message": message, "link": token}
    return render(request, "accounts/links/confirm_address.html", context)


@login_not_required
@never_cache
@require_POST
@rate_limit(action="reset_password_from_key")  # type: ignore[untyped-decorator]
def confirm_address(request: HttpRequest) -> HttpResponse:
    token = request.POST.get("link", "")
    message = access.address_to_confirm(request.user, token)
    if message is None:
        return render(request, "accounts/links/no_longer.html")
    try:
        person = actions.confirm_address(message, at=timezone.now())
    except AccountError as error:
        context = {"message": message, "link": token, "error": str(error)}
        return render(request, "accounts/links/confirm_address.html", context)
    if not person.has_usable_password():
        return render(request, "accounts/links/address_confirmed.html", {"address": person.email})
    messages.success(request, _("Your e-mail address is changed. From now on you sign in with it."))
    return redirect("account")
