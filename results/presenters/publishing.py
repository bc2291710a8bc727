"""What is said while the results of a closed campaign are being made: which step, and what failed."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from assessments.models import Campaign
from results.models import Publishing

# A worker that runs has begun by then, unless it makes the results of another large council.
SLOW_AFTER = timedelta(minutes=2)
Step = Publishing.Step


@dataclass(frozen=True)
class PublishingStep:
    """One step in words, and whether it is done, is being done, or is to come."""

    words: str
    state: str  # done, now, later


@dataclass(frozen=True)
class PublishingProgress:
    """How far the results of a campaign are."""

    campaign: Campaign
    steps: tuple[PublishingStep, ...]
    is_waiting: bool
    is_slow: bool
    failed: str
    failed_at: datetime | None
    again_at: datetime


def present_publishing(
    campaign: Campaign, publishing: Publishing, *, at: datetime
) -> PublishingProgress:
    steps = list(Step)
    now = steps.index(Step(publishing.step))
    is_waiting = publishing.claimed_at is None
    return PublishingProgress(
        campaign=campaign,
        steps=tuple(
            PublishingStep(str(step.label), "done" if i < now else "now" if i == now else "later")
            for i, step in enumerate(steps)
        ),
        is_waiting=is_waiting,
        is_slow=at - publishing.queued_at >= SLOW_AFTER and not publishing.failed_step,
        failed=str(Step(publishing.failed_step).label) if publishing.failed_step else "",
        failed_at=publishing.failed_at,
        again_at=publishing.due_at,
    )
