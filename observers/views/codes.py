"""The page for the code of a card that is typed, for whoever has nothing to scan it with."""

from allauth.decorators import rate_limit
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from observers import access
from observers.forms.codes import CodeForm


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
@rate_limit(action="card_code")  # type: ignore[untyped-decorator]
def code(request: HttpRequest) -> HttpResponse:
    """Lead from a code to its card's link, where everything else is asked; of any other code the same is said."""
    form = CodeForm(request.POST or None)
    if form.is_valid():
        rater = access.rater_of_code(form.cleaned_data["code"], at=timezone.now())
        if rater is not None:
            return redirect(access.link_of(rater))
        form.add_error(
            "code",
            _(
                "This code takes no answers. Look at it again; or the last day has passed, or the card was taken back."
            ),
        )
    return render(request, "observers/asked/code.html", {"form": form})
