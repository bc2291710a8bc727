"""The questionnaire."""

import logging
from typing import cast
from uuid import UUID

from allauth.core import ratelimit
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import RequestDataTooBig
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    JsonResponse,
    QueryDict,
    UnreadablePostError,
)
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from accounts.http import MemberRequest
from accounts.queries.availability import is_away
from assessments import access, actions, presenters, queries
from assessments.forms.answering import (
    PageForm,
    answer_conflict_words,
    read_changes,
)
from assessments.models import Assessment
from assessments.pages import Page
from leadership.concurrency import own_conflict_words
from leadership.instrument import Instrument
from leadership.instrument.parts import READINESS, THEMES, PartKind

logger = logging.getLogger(__name__)

STATEMENTS = "statements"
# The digits that can answer a statement; autosave.js knows no others.
MOST_KEYS = 9
# Where the session of someone signed out keeps the fields of one page, and the most it takes.
KEPT = "unsaved_page"
MOST_KEPT = 16 * 1024
REFUSALS: dict[type[actions.AssessmentError], int] = {
    actions.AlreadySubmittedError: 409,
    actions.InvalidChangeError: 400,
}


# Answering -------------------------------------------------------------------------------------


@require_GET
def resume(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Go to the first page with a gap, to the check when there is none, or to the report.

    Of what was opened again, a part that was left out does not come first: the check leads to each answer.
    """
    assessment = access.assessment_to_answer(request.user, public_id).in_hand
    if assessment is None:
        return redirect("reports:report", public_id)
    gap = queries.questionnaire_of(assessment).first_gap(queries.stored_answers(assessment))
    if gap and assessment.revises_id and gap.kind != THEMES:
        gap = None
    return _go_to(gap, assessment)


@login_not_required
@require_http_methods(["GET", "POST"])
@never_cache
def page(request: HttpRequest, public_id: UUID, code: str, *, kind: PartKind) -> HttpResponse:
    if not request.user.is_authenticated:
        return _sign_in_first(request, public_id)
    return _page(cast("MemberRequest", request), public_id, kind, code)


def _page(request: MemberRequest, public_id: UUID, kind: PartKind, code: str) -> HttpResponse:
    assessment = access.assessment_to_answer(request.user, public_id)
    if assessment.submitted_at is not None:
        return already_finished(request, assessment)
    asked = queries.questionnaire_of(assessment)
    page = asked.page(kind, code)
    if page is None:
        raise Http404
    data = request.POST if request.method == "POST" else _kept(request)
    form = PageForm(data, instrument=asked.instrument, page=page, sheet=queries.sheet(assessment))
    position = presenters.position_of(asked, page)
    if request.method == "POST" and form.is_valid():
        changes = form.changes()
        if not (changes.answers or changes.notes):
            # The script has saved all: no need to wait for one's turn to write.
            return _onward(request, assessment, position, form.sheet)
        try:
            outcome = actions.save_answers(public_id, changes, by=request.user, at=timezone.now())
        except actions.AlreadySubmittedError:
            return already_finished(request, assessment)
        if not outcome.conflicts:
            return _onward(request, assessment, position, outcome.stored)
        form = form.after_conflicts(outcome)
    return _show(request, assessment, form, position)


def _sign_in_first(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Ask to sign in, and keep until then what a page without the script has just sent."""
    if request.method == "POST":
        fields = request.POST.copy()
        fields.pop("csrfmiddlewaretoken", None)
        is_short = len(fields.urlencode()) <= MOST_KEPT
        # Anybody can send something here, and each time a session of its own would hold it.
        if is_short and ratelimit.consume(request, action="kept_answers"):
            # Whose it is, so that it goes with them where they are erased.
            request.session[KEPT] = {
                "path": request.path,
                "by": str(queries.owner_of(public_id)),
                "fields": fields.urlencode(),
            }
    return redirect_to_login(request.path)


def _kept(request: HttpRequest) -> QueryDict | None:
    """Take back what `_sign_in_first` has kept for this page."""
    kept = request.session.get(KEPT)
    if not kept or kept["path"] != request.path:
        return None
    del request.session[KEPT]
    words = _("You were signed out before these answers were saved. Continue to save them.")
    messages.warning(request, words)
    return QueryDict(kept["fields"])


def _show(
    request: MemberRequest,
    assessment: Assessment,
    form: PageForm,
    position: presenters.PagePosition,
) -> HttpResponse:
    context = {
        "assessment": assessment,
        "form": form,
        "page": form.page,
        "position": position,
        "progress": presenters.part_progress(position.part, form.sheet.answers),
        "instrument": form.instrument,
        "title": presenters.title_of(assessment, form.instrument),
        "skip_to": presenters.address(position.after_part, assessment.public_id),
        "links": presenters.page_links(position, form.sheet.answers),
        "keys": min(MOST_KEYS, *(len(one.scale.points) for one in form.page.questions)),
    }
    return render(request, "assessments/page.html", context)


def _onward(
    request: MemberRequest,
    assessment: Assessment,
    position: presenters.PagePosition,
    sheet: queries.AnswerSheet,
) -> HttpResponse:
    wish, code = request.POST.get("then"), request.POST.get("to", "")
    if wish == "later":
        messages.success(request, _("Your answers are saved. Come back whenever you like."))
        return redirect("assessments:home")
    if wish == "back":
        return (
            _go_to(position.before, assessment) if position.before else redirect("assessments:home")
        )
    elsewhere = {"skip": position.after_part, "check": None}
    if wish in elsewhere or code:
        return _go_to(position.page_named(code) or elsewhere.get(wish or ""), assessment)
    if position.ends_with_result and position.part.is_begun(sheet.answers):
        return redirect("assessments:readiness_result", assessment.public_id)
    return _go_to(position.after, assessment)


def _go_to(page: Page | None, assessment: Assessment) -> HttpResponse:
    """Redirect to a page; after the last one to the check.

    The fragment lets Tab begin at the statements, past the header, and scrolls nothing (see the styles).
    """
    return redirect(
        f"{presenters.address(page, assessment.public_id)}#{STATEMENTS if page else 'main'}"
    )


def already_finished(request: MemberRequest, assessment: Assessment) -> HttpResponse:
    if request.method == "POST":
        messages.warning(
            request,
            _("This assessment is already finished, so what you just sent was not saved."),
        )
    return redirect("reports:report", assessment.public_id)


@require_GET
@never_cache
def readiness_result(request: MemberRequest, public_id: UUID) -> HttpResponse:
    """Say, right after the part on readiness, what its answers suggest. Nothing here holds anyone up."""
    assessment = access.assessment_to_answer(request.user, public_id)
    if assessment.submitted_at is not None:
        return redirect("reports:report", public_id)
    asked = queries.questionnaire_of(assessment)
    part = asked.part(READINESS)
    if part is None:
        raise Http404
    raw = queries.raw_answers(assessment)
    result = presenters.readiness_so_far(asked.instrument, raw)
    if result is None:
        return _go_to(part.pages[0], assessment)
    context = {
        "assessment": assessment,
        "instrument": asked.instrument,
        "result": result,
        "title": presenters.title_of(assessment, asked.instrument),
        "back": presenters.address(part.pages[-1], public_id),
        "onward": presenters.address(asked.after(part), public_id),
    }
    return render(request, "assessments/readiness_result.html", context)


@require_GET
def signed_in(request: MemberRequest) -> HttpResponse:
    """Where somebody signs in again beside a page of answers: say that this page may be closed."""
    return render(request, "assessments/signed_in.html")


# Autosave --------------------------------------------------------------------------------------


@login_not_required
def autosave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    """Autosave. It answers in JSON whatever happens, so that the script can tell the person."""
    try:
        return _autosave(request, public_id)
    except RequestDataTooBig:
        return _refuse(413, _("Too much was sent at once."))
    except UnreadablePostError:
        return _refuse(400, _("What was sent could not be read."))
    except Http404:
        return _refuse(404, _("This assessment no longer exists."))
    except Exception as error:
        if is_away(error):
            # Answered for every page alike, in JSON to whoever sends JSON.
            raise
        # As Django logs what nobody expected.
        logger.exception("Internal Server Error: %s", "assessments:save")
        return _refuse(500, _("Something went wrong here. Nothing was saved."))


def _autosave(request: HttpRequest, public_id: UUID) -> HttpResponse:
    if not request.user.is_authenticated:
        return _refuse(401, _("You have been signed out."))
    if request.method != "POST" or request.content_type != "application/json":
        status = 405 if request.method != "POST" else 415
        return _refuse(status, _("What was sent could not be read."))
    try:
        changes = read_changes(request.body)
        outcome = actions.save_answers(public_id, changes, by=request.user, at=timezone.now())
    except actions.AssessmentError as error:
        return _refuse(REFUSALS[type(error)], str(error))
    return JsonResponse(_saved(outcome))


def _refuse(status: int, words: str) -> JsonResponse:
    return JsonResponse({"error": words}, status=status)


def _saved(outcome: actions.SaveOutcome) -> dict[str, object]:
    code = next(iter((*outcome.saved, *outcome.conflicts)), "")
    progress = presenters.progress_with(outcome.instrument, outcome.stored.answers, code)
    return {
        "saved": outcome.saved,
        "conflicts": {
            code: {"stored": stored, "words": _conflict_words(outcome.instrument, code, stored)}
            for code, stored in outcome.conflicts.items()
        },
        "progress": {
            "answered": progress.answered,
            "statements": progress.statements,
            "words": progress.words,
        },
        "known_revision": outcome.revision.isoformat(),
    }


def _conflict_words(instrument: Instrument, code: str, stored: str) -> str:
    asked = instrument.asked.get(code)
    return answer_conflict_words(asked.scale, stored) if asked else own_conflict_words(stored)
