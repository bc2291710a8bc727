"""What the e-mails of a campaign say: the HR lead's own words, how the whole looks, and a test to oneself."""

from functools import wraps
from typing import Any

from csp.decorators import csp_update
from django.contrib import messages
from django.http import HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.http import MemberRequest, View
from accounts.mail import style_hash
from assessments import access, actions, presenters
from assessments.forms.mail_words import MailWordsForm
from assessments.models import Campaign


def with_mail_preview(view: View) -> View:
    """Let the page show e-mails in their own style: that one style alone, by its hash."""

    @wraps(view)
    def allowed(*args: Any, **options: Any) -> HttpResponseBase:
        # Worked out with the page and not when the module is read: the file may not be collected by then.
        answer: HttpResponseBase = csp_update({"style-src": [style_hash()]})(view)(*args, **options)
        return answer

    return allowed  # type: ignore[return-value]


@require_http_methods(["GET", "POST"])
@with_mail_preview
def mail_words(request: MemberRequest, slug: str) -> HttpResponse:
    """Say something else in the e-mails that are still to come, and see them as they will look."""
    campaign = access.campaign_to_run(request.user, slug)
    if campaign.closes_at <= timezone.now() or not campaign.sends_mail:
        messages.error(request, _("This campaign sends no more e-mails."))
        return redirect("assessments:campaign", slug)
    stored = {
        "invitation_words": campaign.invitation_words,
        "reminder_words": campaign.reminder_words,
    }
    form = MailWordsForm(request.POST if request.method == "POST" else None, initial=stored)
    if form.is_valid() and _store(request, campaign, form):
        return redirect("assessments:campaign_mail", slug)
    context = {
        "campaign": campaign,
        "form": form,
        "previews": [] if form.errors else presenters.mail_previews(campaign, reader=request.user),
        "tests_to": request.user.email,
        "has_opened": campaign.opens_at <= timezone.now(),
    }
    return render(request, "assessments/campaigns/mail.html", context)


def _store(request: MemberRequest, campaign: Campaign, form: MailWordsForm) -> bool:
    words, now = form.words(), timezone.now()
    try:
        actions.change_mail_words(campaign, words, by=request.user, at=now)
    except actions.CampaignError as error:
        messages.error(request, str(error))
        return False
    campaign.invitation_words, campaign.reminder_words = words.invitation, words.reminder
    kind = request.POST.get("then", "").removeprefix("test_")
    if kind in presenters.MAIL_KINDS:
        send_test(request, campaign, kind)
    else:
        messages.success(
            request, _("Your words are kept. Below is how the e-mails look with them.")
        )
    return True


def send_test(request: MemberRequest, campaign: Campaign, kind: str) -> None:
    """Send an e-mail of a campaign, also of one that is not stored yet, to whoever asks; of no such kind nothing."""
    if kind not in presenters.MAIL_KINDS:
        return
    try:
        member = actions.send_test_mail(
            campaign, presenters.MAIL_KINDS[kind], by=request.user, at=timezone.now()
        )
    except actions.CampaignError as error:
        messages.error(request, str(error))
        return
    words = _("A test is on its way to %(email)s, and to nobody else.")
    messages.success(request, words % {"email": member.user.email})
