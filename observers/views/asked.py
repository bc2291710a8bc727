"""The pages of those who are asked. Their link is all that they need, and all that is known of who comes by it.

Following a link changes nothing, so a scanner that opens every link of an e-mail uses nothing up. A link that does not
work is answered with 200: other answers are written to the server's log.
"""

from collections.abc import Mapping

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observers import access, actions
from observers.forms.asked import AskedForm
from observers.models import Rater
from observers.presenters.asked import AskedPage, asked_page

SAVED = {"saved": True}


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def rater(request: HttpRequest, token: str) -> HttpResponse:
    """Say what it is for, then ask in two pages; each answer is kept as it comes."""
    found = access.rater_of(token)
    if found is None or not found.round.is_open_at(timezone.now()):
        return _refused(request) if request.method == "POST" else _no_longer(request, found)
    if request.method == "POST":
        try:
            return _act(request, found)
        except actions.CannotAnswerError:
            return _refused(request)
    return _show(request, found, None)


def _act(request: HttpRequest, found: Rater) -> HttpResponse:
    then = request.POST.get("then", "")
    if then == "decline" and not found.is_sent:
        actions.decline(found, at=timezone.now())
        return render(request, "observers/asked/declined.html")
    if then == "remove":
        actions.remove_comments(found, at=timezone.now())
        return redirect(request.path)
    return _keep(request, found, then)


def _keep(request: HttpRequest, found: Rater, then: str) -> HttpResponse:
    """Keep what a page of statements says, and go on to where its button leads."""
    page = asked_page(found, _number(request.POST.get("page", "")))
    form = _form(found, page, request.POST)
    if not form.is_valid():
        if then == "keep":
            return JsonResponse({"saved": False}, status=400)
        return _show(request, found, form, page)
    found = actions.save_answers(found, form.answers(), form.comments(), at=timezone.now())
    if then == "keep":
        return JsonResponse(SAVED)
    if then == "send" and not found.answers:
        form.add_error(None, _("Answer at least one statement before you send."))
        return _show(request, found, form, page)
    if then == "send" and page.is_last and "sure" not in request.POST:
        # Anew, with what has just been kept.
        now = asked_page(found, page.number)
        if now.is_mostly_empty:
            return _show(request, found, _form(found, now), now, asks=True)
    return _go_on(request, found, page, then)


def _go_on(request: HttpRequest, found: Rater, page: AskedPage, then: str) -> HttpResponse:
    if then == "send" and page.is_last:
        actions.send_answers(found, at=timezone.now())
        return redirect(request.path)
    if then == "later":
        return render(request, "observers/asked/later.html", {"page": page})
    number = page.number - 1 if then == "back" else page.number + 1
    return redirect(f"{request.path}?page={max(0, min(number, page.pages))}")


def _show(
    request: HttpRequest,
    found: Rater,
    form: AskedForm | None,
    page: AskedPage | None = None,
    *,
    asks: bool = False,
) -> HttpResponse:
    """Show a page; with `asks`, once more whether to send what has most statements without an answer."""
    page = page or asked_page(found, _number(request.GET.get("page", "")))
    if found.is_sent:
        return render(request, "observers/asked/sent.html", {"page": page, "rater": found})
    if page.number == 0:
        return render(request, "observers/asked/start.html", {"page": page})
    form = form or _form(found, page)
    return render(request, "observers/asked/page.html", {"page": page, "form": form, "asks": asks})


def _form(found: Rater, page: AskedPage, data: Mapping[str, str] | None = None) -> AskedForm:
    return AskedForm(
        data, asked=page.asked, rater=found, comments=page.is_last, language=page.language
    )


def _number(text: str) -> int:
    return int(text) if text in {"1", "2"} else 0


def _refused(request: HttpRequest) -> HttpResponse:
    if request.POST.get("then") == "keep":
        return JsonResponse({"saved": False}, status=409)
    return render(request, "observers/asked/no_longer.html")


def _no_longer(request: HttpRequest, found: Rater | None) -> HttpResponse:
    is_early = found is not None and timezone.now() < found.round.opens_at
    context = {"round": found.round if found and is_early else None}
    return render(request, "observers/asked/no_longer.html", context)


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@rate_limit(action="open_link")  # type: ignore[untyped-decorator]
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Give whoever comes by the poster a link of their own, once they say that they want to answer."""
    now = timezone.now()
    found = access.round_of_open(token, at=now)
    if found is None:
        return _no_longer(request, None)
    if request.method == "POST":
        try:
            made = actions.begin_with_open_link(found, at=now)
        except actions.CannotAnswerError:
            return _no_longer(request, None)
        return redirect(f"{access.link_of(made)}?page=1")
    about = found.assessment.member
    return render(
        request, "observers/asked/open.html", {"about": about.name, "of": about.organisation}
    )
