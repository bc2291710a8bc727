"""Small teams joined into one group of a campaign's results: proposed, chosen, and undone until it opens."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest
from assessments.access import campaign_to_run
from assessments.actions import CampaignError, join_all, join_teams, part_joined, rename_joined
from assessments.models import Campaign
from assessments.queries import invited_to
from results.forms import GroupNameForm, JoinForm
from results.presenters.forecast import present_forecast
from results.presenters.joining import kept_words, present_joined, proposals
from results.queries.forecast import forecast_of
from results.queries.neighbours import Joinable, joinable_of

ON_A_PAGE = 20
Form = JoinForm | GroupNameForm


@require_http_methods(["GET", "POST"])
@never_cache
def joining(request: MemberRequest, slug: str) -> HttpResponse:
    campaign = campaign_to_run(request.user, slug)
    if campaign.opens_at <= timezone.now():
        messages.error(request, _("This campaign has opened, so its groups stay as they are."))
        return redirect("assessments:campaign", slug)
    joinable = joinable_of(campaign, invited_to(campaign))
    if request.method != "POST":
        return _page(request, campaign, joinable, None)
    sent = _sent(request, joinable)
    if sent is not None and not sent.is_valid():
        return _page(request, campaign, joinable, sent)
    try:
        words = _act(request, campaign, joinable, sent)
    except CampaignError as error:
        if sent is not None:
            # What was typed stays, and what is wrong with it stands there.
            sent.add_error(sent.main_field, str(error))
            return _page(request, campaign, joinable, sent)
        messages.error(request, str(error))
    else:
        messages.success(request, words)
    return redirect("results:joining", slug)


def _button(request: MemberRequest) -> tuple[str, int]:
    """Return what the button that was pressed asks for, and the key of the group or of the team that it is about."""
    then, _dash, key = request.POST.get("then", "").partition("-")
    return then, int(key) if key.isdecimal() and key.isascii() else 0


def _sent(request: MemberRequest, joinable: Joinable) -> Form | None:
    then, key = _button(request)
    if then == "join":
        found = (one for one in joinable.neighbours if (one.parent or 0) == key)
        return next((JoinForm(request.POST, neighbours=one) for one in found), None)
    if then == "rename":
        return GroupNameForm(request.POST, prefix=f"group-{key}")
    return None


def _act(request: MemberRequest, campaign: Campaign, joinable: Joinable, sent: Form | None) -> str:
    """Do what the button says and return what to say of it."""
    then, key = _button(request)
    by, at = request.user, timezone.now()
    if joinable.joins.kept_from is not None:
        raise CampaignError(kept_words(joinable.joins.kept_from))
    if isinstance(sent, JoinForm):
        name = sent.chosen_name()
        join_teams(campaign, sent.cleaned_data["teams"], name=name, by=by, at=at)
        return _("“%(name)s” is one group of the results now.") % {"name": name}
    if sent is not None:
        name = sent.cleaned_data["name"]
        rename_joined(campaign, key, name=name, by=by, at=at)
        return _("The group is called “%(name)s” now.") % {"name": name}
    if then == "part":
        part_joined(campaign, key, by=by, at=at)
        return _("These teams stand for themselves again.")
    if then == "all":
        made = len(join_all(campaign, proposals(joinable), by=by, at=at))
        words = ngettext("%(made)s group is made.", "%(made)s groups are made.", made)
        return words % {"made": made}
    raise CampaignError(_("These teams were joined or moved meanwhile. Look at them again."))


def _page(
    request: MemberRequest, campaign: Campaign, joinable: Joinable, sent: Form | None
) -> HttpResponse:
    page = Paginator(joinable.neighbours, ON_A_PAGE).get_page(request.GET.get("page"))
    forms = [
        sent if isinstance(sent, JoinForm) and sent.neighbours == one else JoinForm(neighbours=one)
        for one in page
    ]
    joined = [
        (group, _name_form(group.pk, group.name, sent))
        for group in present_joined(campaign, joinable)
    ]
    kept_from = joinable.joins.kept_from
    context = {
        "campaign": campaign,
        "joined": joined,
        "joinable": joinable,
        "kept": kept_words(kept_from) if kept_from else "",
        "forms": forms,
        "form": sent,
        "page": page,
        "view": present_forecast(forecast_of(campaign, invited_to(campaign)), campaign.breakdown),
    }
    return render(request, "results/joining.html", context)


def _name_form(group: int, name: str, sent: Form | None) -> GroupNameForm:
    prefix = f"group-{group}"
    if isinstance(sent, GroupNameForm) and sent.prefix == prefix:
        return sent
    return GroupNameForm(initial={"name": name}, prefix=prefix)
