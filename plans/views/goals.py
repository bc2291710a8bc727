"""The plan and its goals, each for its owner alone."""

from datetime import datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import may_answer, memberships_to_answer
from accounts.http import MemberRequest
from accounts.kept_posts import gives_back, sent_or_given_back
from accounts.models import Membership, User
from assessments.access import membership_to_answer
from assessments.models import Assessment
from banks.models import BankVersion
from banks.queries import instrument_of, version_for
from leadership.instrument import Instrument
from leadership.scoring import is_too_soon
from plans import access, actions, queries
from plans.forms.goals import GoalForm
from plans.forms.reviews import ReviewForm, StatusForm
from plans.forms.stored_goals import StoredGoalForm
from plans.models import Goal, Review
from plans.presenters.alike import goal_like
from plans.presenters.goals import PlanView, goal_view, history, plan_view
from plans.presenters.team import team_words
from plans.presenters.wishes import Pick, beginning
from plans.template import template_of

CONFLICT = 409


@require_safe
@never_cache
def plan(request: MemberRequest) -> HttpResponse:
    # The plan that is shown may be of several memberships, each with room of its own.
    memberships = access.memberships_to_plan(request.user)
    instruments = [(one, _instrument_for(one)) for one in memberships]
    first = next((instrument for _member, instrument in instruments), None)
    context = {
        "plan": own_plan(request),
        "template": template_of(first) if first else None,
        "may_plan": bool(memberships),
        "room_in": next(
            (one for one, found in instruments if found and _has_room(one, found)), None
        ),
        "reminds": queries.wants_reminders(request.user),
        "readers": queries.plan_readers(request.user, timezone.localdate()),
    }
    return render(request, "plans/plan.html", context)


def _instrument_for(member: Membership) -> Instrument | None:
    version = version_for(member.organisation)
    return instrument_of(version.pk) if version else None


def _has_room(member: Membership, instrument: Instrument) -> bool:
    return not actions.too_many_words(queries.open_goals(member), instrument)


def own_plan(request: MemberRequest) -> PlanView:
    goals = queries.goals_of(request.user)
    instruments = {one.goal.version_id: instrument_of(one.goal.version_id) for one in goals}
    return plan_view(goals, instruments, today=timezone.localdate())


# Making and changing ---------------------------------------------------------------------------


@gives_back
@require_http_methods(["GET", "POST"])
@never_cache
def new_goal(request: MemberRequest) -> HttpResponse:
    member, version, assessment = _begin_for(request)
    if version is None:
        return render(request, "assessments/no_bank.html")
    instrument, today = instrument_of(version.pk), timezone.localdate()
    pick = _pick(request)
    band = queries.band_of(assessment.pk, pick.theme) if assessment else ""
    first = beginning(instrument, pick, band=band, today=today)
    sent = sent_or_given_back(request)
    form = GoalForm(sent, instrument=instrument, today=today, initial=first)
    like = _goal_like(member, form)
    if request.method == "POST" and form.is_valid():
        try:
            goal = actions.make_goal(
                form.details(),
                member=member,
                version=version,
                assessment=assessment,
                at=timezone.now(),
            )
        except actions.TooManyGoalsError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _made_words(goal, like))
            return redirect("plans:goal", goal.public_id)
    held = queries.open_goals(member)
    context = {
        "form": form,
        "member": member,
        "memberships": memberships_to_answer(request.user),
        "assessment": assessment,
        "is_filled_in": "goal" in first,
        "like": like,
        "example": form.template.plan.example,
        "too_many": actions.too_many_words(held, instrument),
        "open_goals": held,
        "most": template_of(instrument).most_goals,
    }
    return render(request, "plans/new_goal.html", context)


def _goal_like(member: Membership, form: GoalForm) -> Goal | None:
    """Return a goal of the plan that says what the form says, as far as it is filled in."""
    said = {
        name: form[name].value() or ""
        for name in ("goal", "activity", "what_1")
        if name in form.fields
    }
    return goal_like(
        queries.goals_of_member(member),
        goal=said["goal"],
        activity=said.get("activity", ""),
        action=said["what_1"],
    )


def _made_words(made: Goal, like: Goal | None) -> str:
    # Sent twice, it is like itself.
    if like is None or like.pk == made.pk:
        return _("Your goal is in your plan.")
    return _("Your goal is in your plan. It is much like another one: “%(goal)s”.") % {
        "goal": like.goal
    }


def _begin_for(request: MemberRequest) -> tuple[Membership, BankVersion | None, Assessment | None]:
    """Return whose plan a new goal goes to, in whose words, and the report that it comes from."""
    user = request.user
    report = request.GET.get("report", "")
    if not report:
        member = membership_to_answer(user, request.GET.get("organisation", ""))
        return member, version_for(member.organisation), None
    assessment = access.report_to_plan_from(user, report)
    return assessment.member, assessment.version, assessment


def _pick(request: HttpRequest) -> Pick:
    step = request.GET.get("step", "")
    return Pick(
        question=request.GET.get("question", ""),
        theme=request.GET.get("theme", ""),
        step=int(step) if step.isdecimal() and len(step) < 3 else -1,  # noqa: PLR2004
        area=request.GET.get("area", ""),
        activity=request.GET.get("activity", ""),
        soon=request.GET.get("soon") == "yes",
    )


@require_safe
@never_cache
def goal(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        found = access.own_goal(request.user, public_id)
    except Http404:
        return _after_deleted(request, public_id)
    return _goal_page(request, found)


def _after_deleted(request: MemberRequest, public_id: UUID) -> HttpResponseRedirect:
    """Lead on from a goal that the person has deleted, by a link in an e-mail or a button pressed twice."""
    if not queries.has_deleted(request.user, public_id):
        raise Http404
    # Who no longer leads has no plan any more once its last goal is gone.
    return redirect("plans:plan" if access.sees_plan(request.user) else "assessments:home")


def _goal_page(request: MemberRequest, found: Goal) -> HttpResponse:
    instrument = instrument_of(found.version_id)
    today = timezone.localdate()
    view = goal_view(queries.whole_goal(found), instrument, today=today)
    context = {
        "goal": view,
        "tell": view.is_open and team_words(view, today=today),
        "takes_again": view.reviewed_at and _takes_again(request.user, view.reviewed_at),
        "history": history(queries.history_of(found), instrument),
        "statuses": Goal.Status.choices,
    }
    return render(request, "plans/goal.html", context)


def _takes_again(user: User, reviewed_at: datetime) -> bool:
    """Whether to suggest the self-assessment again: not before both can be compared, nor once it is done."""
    last = queries.last_answered_at(user)
    return bool(last and not is_too_soon(last, reviewed_at) and may_answer(user))


@gives_back
@require_http_methods(["GET", "POST"])
@never_cache
def change_goal(request: MemberRequest, public_id: UUID) -> HttpResponse:
    found = access.own_goal(request.user, public_id)
    whole = queries.whole_goal(found)
    form = StoredGoalForm(
        sent_or_given_back(request),
        whole=whole,
        instrument=instrument_of(found.version_id),
        today=timezone.localdate(),
    )
    if request.method == "POST" and form.is_valid():
        was = actions.details_of(whole)
        try:
            actions.change_goal(
                public_id, form.details(), was=was, by=request.user, at=timezone.now()
            )
        except actions.ChangedMeanwhileError:
            # Another tab was quicker by a moment: what it made of the goal is read now.
            return change_goal(request, public_id)
        messages.success(request, _("Your changes are saved."))
        return redirect("plans:goal", public_id)
    return render(
        request,
        "plans/change_goal.html",
        {"form": form, "goal": found},
        status=CONFLICT if form.conflicts else None,
    )


@require_POST
def set_status(request: MemberRequest, public_id: UUID) -> HttpResponse:
    access.own_goal(request.user, public_id)
    form = StatusForm(request.POST)
    if form.is_valid():
        status = form.cleaned_data["status"]
        try:
            actions.set_goal_status(public_id, status, by=request.user, at=timezone.now())
        except actions.TooManyGoalsError as error:
            messages.error(request, str(error))
        else:
            messages.success(request, _status_saved(status))
    return redirect("plans:goal", public_id)


def _status_saved(status: str) -> str:
    if status == Goal.Status.DONE:
        return _("Well done. There is room in your plan for the next goal.")
    return _("The status is saved.")


@require_POST
def mark(request: MemberRequest, public_id: UUID, number: int) -> HttpResponseRedirect:
    """Tick an action off, or take the tick away."""
    actions.mark_when_then(
        public_id,
        number,
        done=request.POST.get("done") == "yes",
        by=request.user,
        at=timezone.now(),
    )
    return redirect("plans:goal", public_id)


@gives_back
@require_http_methods(["GET", "POST"])
@never_cache
def review(request: MemberRequest, public_id: UUID, number: int) -> HttpResponse:
    found = access.own_review(request.user, public_id, number)
    if found.held_at is not None and request.method == "GET":
        return redirect("plans:goal", public_id)
    whole, today = queries.whole_goal(found.goal), timezone.localdate()
    instrument = instrument_of(found.goal.version_id)
    after = [one.due_on for one in whole.coming if one.number > number]
    form = ReviewForm(
        sent_or_given_back(request),
        template=template_of(instrument),
        goal=found.goal,
        next_on=next((day for day in after if day > today), None),
        today=today,
    )
    if request.method == "POST" and form.is_valid() and _hold(request, found, form):
        messages.success(request, _("Your review is saved."))
        return redirect("plans:goal", public_id)
    view = goal_view(whole, instrument, today=today)
    context = {
        "form": form,
        "goal": view,
        "review": next(one for one in view.reviews if one.number == number),
        "questions": template_of(instrument).plan.review_questions,
        "is_last": not after,
    }
    status = CONFLICT if form.is_conflict else None
    return render(request, "plans/review.html", context, status=status)


def _hold(request: MemberRequest, found: Review, form: ReviewForm) -> bool:
    """Write the review down; where that cannot be, the form says why."""
    key, number = found.goal.public_id, found.number
    try:
        actions.hold_review(key, number, form.look_back(), by=request.user, at=timezone.now())
    except actions.TooManyGoalsError as error:
        form.add_error("status", str(error))
    except actions.ChangedMeanwhileError:
        stored = access.own_review(request.user, key, number).notes
        # Sent twice it is saved all the same.
        if stored != form.cleaned_data["notes"]:
            form.keep_both(stored)
    return form.is_valid()


@require_http_methods(["GET", "POST"])
@never_cache
def delete_goal(request: MemberRequest, public_id: UUID) -> HttpResponse:
    try:
        found = access.own_goal(request.user, public_id)
        if request.method == "POST":
            actions.delete_goal(public_id, by=request.user, at=timezone.now())
            messages.success(request, _("The goal has been deleted."))
            return _after_deleted(request, public_id)
    except Http404:
        return _after_deleted(request, public_id)
    return render(request, "plans/delete_goal.html", {"goal": found})


@require_POST
def reminders(request: MemberRequest) -> HttpResponseRedirect:
    access.memberships_to_plan(request.user)
    on = request.POST.get("reminds") == "yes"
    actions.set_reminders(on=on, by=request.user)
    words = _("You will get an e-mail on the day of a review.") if on else _("No more reminders.")
    messages.success(request, words)
    return redirect("plans:plan")
