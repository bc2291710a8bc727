"""Action learning sets: for those who are in them or invited, and for nobody else."""

from uuid import UUID

from allauth.decorators import rate_limit
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import may_answer, memberships_to_answer
from accounts.http import MemberRequest
from assessments.access import membership_to_answer
from plans import access, actions, queries
from plans.calendar_file import meetings_file
from plans.forms.sets import InvitationForm, MeetingForm, SetForm, meeting_as_typed
from plans.views.files import calendar_answer


@require_safe
@never_cache
def sets(request: MemberRequest) -> HttpResponse:
    found = queries.sets_of(request.user, at=timezone.now())
    may_start = may_answer(request.user)
    return render(request, "plans/sets/list.html", {"sets": found, "may_start": may_start})


@require_http_methods(["GET", "POST"])
@never_cache
def new_set(request: MemberRequest) -> HttpResponse:
    member = membership_to_answer(request.user, request.GET.get("organisation", ""))
    form = SetForm(request.POST or None)
    if form.is_valid():
        made = actions.start_set(
            name=form.cleaned_data["name"],
            purpose=form.cleaned_data["purpose"],
            by=member,
            at=timezone.now(),
        )
        messages.success(request, _("The set is started. Now invite the others."))
        return redirect("plans:set", made.public_id)
    memberships = memberships_to_answer(request.user)
    context = {"form": form, "member": member, "memberships": memberships}
    return render(request, "plans/sets/new.html", context)


@require_safe
@never_cache
def learning_set(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_see(request.user, public_id)
    now = timezone.now()
    meetings = queries.meetings_of(own.learning_set)
    context = {
        "own": own,
        "set": own.learning_set,
        "seats": queries.seats_in(own.learning_set),
        "organiser": queries.organiser_of(own.learning_set),
        "coming": [one for one in meetings if one.ends_at >= now],
        "past": [one for one in meetings if one.ends_at < now and not one.cancelled_at],
    }
    return render(request, "plans/sets/set.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
@rate_limit(action="mail")  # type: ignore[untyped-decorator]
def invite(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_end(request.user, public_id)
    if not own.may_organise:
        # It has ended, in another tab perhaps: its page says so.
        return redirect("plans:set", public_id)
    form = InvitationForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            seat = actions.invite_to_set(public_id, email, by=request.user, at=timezone.now())
        except actions.InvitationError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("%(name)s is invited.") % {"name": seat.member.name})
            return redirect("plans:set", public_id)
    return render(request, "plans/sets/invite.html", {"form": form, "set": own.learning_set})


@require_POST
def answer(request: MemberRequest, public_id: UUID) -> HttpResponseRedirect:
    accept = request.POST.get("answer") == "accept"
    seat = actions.answer_invitation(public_id, accept=accept, by=request.user, at=timezone.now())
    if seat.state == seat.State.DECLINED:
        messages.success(request, _("You have declined. Nobody is told why."))
        return redirect("plans:sets")
    if seat.state == seat.State.LEFT:
        return redirect("plans:sets")
    if seat.state == seat.State.ACCEPTED:
        messages.success(request, _("You take part in this set."))
    # Where it has ended meanwhile, its page says so.
    return redirect("plans:set", public_id)


@require_http_methods(["GET", "POST"])
@never_cache
def leave(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_leave(request.user, public_id)
    if not own.stands:
        return redirect("plans:sets")
    if request.method == "POST":
        actions.leave_set(public_id, by=request.user, at=timezone.now())
        messages.success(request, _("You have left the set."))
        return redirect("plans:sets")
    context = {"own": own, "set": own.learning_set, "heir": queries.next_to_organise(own)}
    return render(request, "plans/sets/leave.html", context)


@require_http_methods(["GET", "POST"])
@never_cache
def end(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_end(request.user, public_id)
    if not own.may_organise:
        return redirect("plans:set", public_id)
    if request.method == "POST":
        actions.end_set(public_id, by=request.user, at=timezone.now())
        messages.success(request, _("The set has ended."))
        return redirect("plans:sets")
    return render(request, "plans/sets/end.html", {"set": own.learning_set})


# Meetings --------------------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@never_cache
def new_meeting(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_end(request.user, public_id)
    if not own.may_organise:
        # It has ended, in another tab perhaps: its page says so.
        return redirect("plans:set", public_id)
    form = MeetingForm(request.POST or None, at=timezone.now())
    if form.is_valid():
        actions.add_meeting(public_id, form.when(), by=request.user, at=timezone.now())
        messages.success(request, _("The meeting is set, and those who take part get an e-mail."))
        return redirect("plans:set", public_id)
    return render(request, "plans/sets/meeting.html", {"form": form, "set": own.learning_set})


@require_http_methods(["GET", "POST"])
@never_cache
def meeting(request: MemberRequest, public_id: UUID, pk: int) -> HttpResponse:
    own, found = access.meeting_to_cancel(request.user, public_id, pk)
    if not own.may_organise or found.cancelled_at:
        return redirect("plans:set", public_id)
    now = timezone.now()
    if request.POST.get("cancel"):
        actions.cancel_meeting(public_id, pk, by=request.user, at=now)
        messages.success(request, _("The meeting is cancelled."))
        return redirect("plans:set", public_id)
    form = MeetingForm(request.POST or None, at=now, initial=meeting_as_typed(found))
    if form.is_valid():
        actions.change_meeting(public_id, pk, form.when(), by=request.user, at=now)
        messages.success(request, _("The meeting is changed, and those who take part know."))
        return redirect("plans:set", public_id)
    context = {"form": form, "set": own.learning_set, "meeting": found}
    return render(request, "plans/sets/meeting.html", context)


@require_safe
@never_cache
def meetings_ics(request: MemberRequest, public_id: UUID) -> HttpResponse:
    own = access.set_to_see(request.user, public_id)
    meetings = queries.meetings_of(own.learning_set)
    if not meetings:
        # A calendar file without an entry is none, and programs refuse it.
        messages.info(request, _("No meeting is set yet."))
        return redirect("plans:set", public_id)
    return calendar_answer(meetings_file(own.learning_set, meetings), "meetings.ics")
