"""A round is published once, by the worker: decided, frozen, and what the raters wrote is deleted in the same act."""

import logging
import traceback
from collections.abc import Callable
from datetime import datetime
from functools import partial
from secrets import SystemRandom

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django_tasks import task

from accounts.actions import is_queued, queue_message
from banks.queries import instrument_of
from leadership.instrument import Instrument
from leadership.observing import Answers, Asked, RaterGroup, observations, theme_scores
from observers import queries
from observers.actions.pulses import publish_pulse
from observers.actions.rounds import audit_round
from observers.disclosure import RoundRelease, RoundRules, Sent, release
from observers.models import PeopleBehind, Rater, Round
from observers.published import LineManagerView, Own, Published, plain
from observers.queries.publishing import LAID_BESIDE, person_of

logger = logging.getLogger(__name__)
# Of the operating system: an order that somebody could work out again would be the order in which people came.
SHUFFLE = SystemRandom().shuffle


@task()
def publish_rounds() -> None:
    """Publish every round and pulse that is over; one that fails does not keep the others waiting, and is tried again."""
    now = timezone.now()
    for round_ in queries.rounds_to_publish(now):
        _try(partial(publish_round, round_), f"round {round_.pk}")
    for pulse in queries.pulses_to_publish(now):
        _try(partial(publish_pulse, pulse), f"pulse of round {pulse.round_id}")


def _try(publish: Callable[..., object], what: str) -> None:
    try:
        publish(at=timezone.now())
    except Exception as error:  # noqa: BLE001 - the error's own words may quote what people wrote
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("%s failed: %s\n%s", what, type(error).__name__, where)


def wake_for_rounds(*, at: datetime) -> int:
    """Wake the worker where a round or a pulse waits to be published; return how many do."""
    waiting = queries.rounds_to_publish(at).count() + queries.pulses_to_publish(at).count()
    if waiting and not is_queued(publish_rounds):
        publish_rounds.enqueue()
    return waiting


@transaction.atomic
def publish_round(round_: Round, *, at: datetime) -> Round:
    """Publish a round that is over, if it is not published yet; what was not sent is not counted."""
    round_ = queries.lock_round(round_.pk)
    if round_.published_at is not None or round_.cancelled_at is not None:
        return round_
    # Whoever saves or sends holds their row: what they said is in before this, or refused after it.
    raters = list(Rater.objects.select_for_update().filter(round=round_).order_by("pk"))
    instrument = instrument_of(round_.assessment.version_id)
    decided = _decide(round_, raters, instrument, at)
    published = _published(round_, raters, instrument, decided)
    round_.results, round_.published_at = plain(published), at
    _remember(round_, decided, at)
    round_.save(update_fields=["results", "published_at"])
    Rater.objects.filter(round=round_).update(answers={}, helps="", to_try="")
    audit_round("round.published", round_, by=None, at=at)
    queue_message(
        to=round_.assessment.member,
        kind="round_published",
        key=f"round_published:{round_.pk}",
        template="observers/email/published",
        leads_to=reverse("observers:results", args=[round_.public_id]),
        at=at,
    )
    return round_


def _remember(round_: Round, decided: RoundRelease, at: datetime) -> None:
    """Keep for a year who was behind which figure."""
    figures: dict[str, list[list[str]]] = {}
    for (_unit, code), people in decided.behind.items():
        figures.setdefault(code, []).append(sorted(people))
    PeopleBehind.objects.create(member=round_.assessment.member, published_at=at, figures=figures)


def forget_people_behind(*, at: datetime) -> int:
    """Forget who was behind figures of more than a year ago; no later round is laid beside them any more."""
    return PeopleBehind.objects.filter(published_at__lte=at - LAID_BESIDE).delete()[0]


def _decide(
    round_: Round, raters: list[Rater], instrument: Instrument, at: datetime
) -> RoundRelease:
    asked = {group: observations(instrument, group) for group in RaterGroup}
    sent = [
        _sent(one, asked[RaterGroup(one.group)])
        for one in raters
        if one.is_sent and one.group != RaterGroup.LINE_MANAGER
    ]
    return release(
        sent,
        [group for group in RaterGroup if any(one.group == group for one in raters)],
        {group: {one.code: one.theme.code for one in asked[group]} for group in RaterGroup},
        rules=RoundRules(fewest=round_.fewest),
        earlier=queries.earlier_behind(round_, at),
        shuffle=SHUFFLE,
    )


def _sent(rater: Rater, asked: Asked) -> Sent:
    themes, statements = _scores(asked, rater.answers)
    return Sent(
        person_of(rater),
        RaterGroup(rater.group),
        themes,
        statements,
        _comments(rater),
    )


def _scores(asked: Asked, answers: Answers) -> tuple[dict[str, float], dict[str, float]]:
    themes = {code: float(score) for code, score in theme_scores(asked, answers).items()}
    scores = ((one.code, one.score(answers.get(one.code))) for one in asked)
    return themes, {code: float(score) for code, score in scores if score is not None}


def _comments(rater: Rater) -> dict[str, str]:
    return {code: text for code, text in (("helps", rater.helps), ("to_try", rater.to_try)) if text}


def _published(
    round_: Round, raters: list[Rater], instrument: Instrument, decided: RoundRelease
) -> Published:
    asked = observations(instrument, RaterGroup.STAFF)
    manager = next((r for r in raters if r.group == RaterGroup.LINE_MANAGER and r.is_sent), None)
    return Published(
        you=Own(*_scores(asked, queries.own_answers(round_))),
        line_manager=_line_manager(manager, asked) if manager else None,
        units=decided.units,
        others=decided.others,
        hidden=decided.hidden,
        comments=decided.comments,
    )


def _line_manager(rater: Rater, asked: Asked) -> LineManagerView:
    return LineManagerView(rater.name, *_scores(asked, rater.answers), _comments(rater))
