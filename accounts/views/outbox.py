"""The e-mails that could not be sent: who they were for, why, and sending them again."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import access, actions, presenters, queries
from accounts.errors import AccountError
from accounts.http import MemberRequest

MOST = 200


@require_safe
def outbox(request: MemberRequest) -> HttpResponse:
    reach = access.people_to_manage(request.user)
    failed = queries.failed_messages(
        reach.membership.organisation_id, at=timezone.now(), within=reach.team_ids
    )
    context = {"reach": reach, "lines": presenters.message_lines(failed[:MOST])}
    return render(request, "accounts/people/outbox.html", context)


@require_POST
def send_again(request: MemberRequest, pk: int) -> HttpResponse:
    _reach, message = access.message_to_send_again(request.user, pk)
    try:
        actions.send_message_again(message, by=request.user, at=timezone.now())
    except AccountError as error:
        messages.error(request, str(error))
    else:
        words = _("The e-mail to %(email)s is sent again.") % {"email": message.to.user.email}
        messages.success(request, words)
    return redirect("people:outbox")
