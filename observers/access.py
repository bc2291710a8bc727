"""The doors to rounds: of one's own, to agree to, to keep cards of, and by a link that needs no sign-in."""

from datetime import datetime
from uuid import UUID

from django.http import Http404

from accounts import links
from accounts.access import membership_with
from accounts.models import Organisation, User
from accounts.permissions import Permission
from assessments.access import organisations_to_run_for, own_assessment
from assessments.models import Assessment
from observers import queries
from observers.models import Rater, Round

# What the links begin with. They are signed whole, so that one kind is never taken for the other.
PERSONAL, OPEN = "/asked/", "/asked/open/"


def assessment_to_ask_about(user: User, public_id: UUID) -> Assessment:
    """Return the person's own finished assessment, where they still answer and plan."""
    assessment = own_assessment(user, public_id)
    if assessment.submitted_at is None:
        raise Http404
    membership_with(user, Permission.ANSWER, organisation_id=assessment.member.organisation_id)
    return assessment


def own_round(user: User, public_id: UUID) -> Round:
    """Return a round about the person; anybody else's is not found, nor one that was given up."""
    found = queries.rounds_about(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def round_to_approve(user: User, public_id: UUID) -> Round:
    """Return a list that waits for this person's word; any other is not found."""
    found = queries.rounds_to_approve(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def round_to_keep(user: User, public_id: UUID, *, at: datetime) -> Round:
    """Return an open round whose cards the person looks after."""
    found = queries.rounds_to_keep(user, at).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def organisation_of_rules(user: User) -> Organisation:
    """Return the organisation for which somebody decides how others are asked; 403 for any but its HR leads."""
    return organisations_to_run_for(user)[0]


# Links -----------------------------------------------------------------------------------------


def link_of(rater: Rater) -> str:
    """Return the path of a rater's own link, the same each time; nothing of it is stored."""
    return links.guest_path(f"{PERSONAL}{rater.public_id.hex}")


def open_link_of(round_: Round) -> str:
    return links.guest_path(f"{OPEN}{round_.public_id.hex}")


def rater_of(token: str) -> Rater | None:
    """Return whose link this is; None for a forged one, one that was taken back, and once the round is given up."""
    public_id = _named(PERSONAL, token)
    rater = queries.rater_by_id(public_id) if public_id else None
    if rater is None or rater.revoked or rater.round.cancelled_at is not None:
        return None
    return rater if rater.round.started_at is not None else None


def round_of_open(token: str, *, at: datetime) -> Round | None:
    """Return the open round that this open link is of."""
    public_id = _named(OPEN, token)
    found = queries.round_of_open_link(public_id) if public_id else None
    return found if found and found.is_open_at(at) else None


def _named(prefix: str, token: str) -> UUID | None:
    path = links.read_guest_path(f"{prefix}{token}/")
    name = path.removeprefix(prefix) if path else ""
    try:
        return UUID(hex=name) if name else None
    except ValueError:
        return None
