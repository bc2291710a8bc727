"""The doors to rounds: of one's own, to agree to, to keep cards of, and by a link that needs no sign-in."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.http import Http404
from django.utils.crypto import salted_hmac

from accounts import links
from accounts.access import may_answer, membership_with, memberships_to_answer
from accounts.models import Organisation, User
from accounts.permissions import Permission
from assessments.access import campaign_to_run, organisation_to_run_for, own_assessment
from assessments.models import Assessment, Campaign
from banks.queries import instrument_of
from leadership.observing import can_be_asked
from observers import queries
from observers.card_codes import code_from, read_code
from observers.models import Approval, Pulse, Rater, Round

# What the links begin with. They are signed whole, so that one kind is never taken for the other.
PERSONAL, OPEN, AGAIN = "/asked/", "/asked/open/", "/asked/again/"


def assessment_to_ask_about(user: User, public_id: UUID) -> Assessment:
    """Return the person's own finished assessment, where they still answer and plan."""
    assessment = own_assessment(user, public_id)
    if assessment.submitted_at is None:
        raise Http404
    membership_with(user, Permission.ANSWER, organisation_id=assessment.member.organisation_id)
    return assessment


def may_ask_others(user: User, assessment: Assessment) -> bool:
    """Tell whether somebody may ask others beside their own assessment.

    They still lead there, the bank has the words, and nobody has switched it off.
    """
    if not may_answer(user) or not memberships_to_answer(user).filter(pk=assessment.member_id):
        return False
    is_off = queries.rule_of(assessment.member.organisation).approval == Approval.OFF
    return not is_off and can_be_asked(instrument_of(assessment.version_id))


def assessments_to_ask_about(user: User) -> list[Assessment]:
    """Return the person's newest finished assessment in each organisation, where they may still ask others beside it."""
    if not may_answer(user):
        return []
    newest: dict[int, Assessment] = {}
    for one in queries.finished_with_rounds(user):
        newest.setdefault(one.member_id, one)
    # Annotated by the query.
    without = [one for one in newest.values() if not getattr(one, "has_begun", False)]
    return [one for one in without if may_ask_others(user, one)]


def own_round(user: User, public_id: UUID) -> Round:
    """Return a round about the person; anybody else's is not found, nor one that was given up."""
    found = queries.rounds_about(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def round_to_approve(user: User, public_id: UUID) -> Round:
    """Return a list on which it is, or was, for this person to say something; any other is not found."""
    found = queries.rounds_to_say(user).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def round_to_keep(user: User, public_id: UUID, *, at: datetime) -> Round:
    """Return an open round whose cards the person looks after."""
    found = queries.rounds_to_keep(user, at).filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def organisation_of_rules(user: User, slug: str) -> Organisation:
    """Return the organisation for which somebody decides how others are asked; 403 for any but HR leads of the whole."""
    return organisation_to_run_for(user, slug)


def campaign_to_offer_in(user: User, slug: str) -> Campaign:
    """Return a campaign to those who run it; 403 for the HR lead of a branch alone."""
    return campaign_to_run(user, slug)


def round_to_ask_again(user: User, public_id: UUID) -> Round:
    """Return a published round about the person; before it is published there is nothing to ask again."""
    found = own_round(user, public_id)
    if found.published_at is None:
        raise Http404
    return found


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


def again_link_of(rater: Rater) -> str:
    """Return the path by which somebody who was asked in a round answers its pulse."""
    return links.guest_path(f"{AGAIN}{rater.public_id.hex}")


def pulse_of_link(token: str, *, at: datetime) -> tuple[Pulse, Rater] | None:
    """Return the open pulse that this link is of, and whose it is; None once it is over or the link taken back."""
    public_id = _named(AGAIN, token)
    rater = queries.rater_by_id(public_id) if public_id else None
    if rater is None or rater.revoked or rater.round.cancelled_at is not None:
        return None
    pulse = getattr(rater.round, "pulse", None)
    return (pulse, rater) if pulse and pulse.is_open_at(at) else None


# Codes of cards ---------------------------------------------------------------------------------


def code_of(rater: Rater) -> str:
    """Return what is typed in place of scanning a card's code; '' for a card of before there were such codes."""
    return next((code for code, digest in _codes(rater) if digest == rater.code_digest), "")


def digest_for(rater: Rater) -> str:
    """Return what is stored of a new card's code."""
    return next(_codes(rater))[1]


def rater_of_code(typed: str, *, at: datetime) -> Rater | None:
    """Return whose card has this code, in a round that is open; None for any other code."""
    code = read_code(typed)
    if code is None:
        return None
    found = queries.cards_with([_digest(code, key) for key in _keys()], at)
    return found[0] if len(found) == 1 else None


def _codes(rater: Rater) -> Iterator[tuple[str, str]]:
    """Yield the code of a card, with its digest, by each key that holds: the newest first."""
    for key in _keys():
        drawn = salted_hmac("observers.card", rater.public_id.hex, key, algorithm="sha256")
        code = code_from(int.from_bytes(drawn.digest()))
        yield code, _digest(code, key)


def _digest(code: str, key: str) -> str:
    return salted_hmac("observers.card_code", code, key, algorithm="sha256").hexdigest()


def _keys() -> list[str]:
    return [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _named(prefix: str, token: str) -> UUID | None:
    path = links.read_guest_path(f"{prefix}{token}/")
    name = path.removeprefix(prefix) if path else ""
    try:
        return UUID(hex=name) if name else None
    except ValueError:
        return None
