"""Gives one manager of the made-up council a plan that was reviewed, a shared report and an action learning set."""

from datetime import date, datetime, timedelta
from random import Random
from uuid import UUID

from django.utils import timezone

from accounts.models import Membership, Message, Organisation, User
from assessments.models import AreaScore, Assessment, Campaign
from banks.queries import instrument_of
from plans import actions
from plans.actions import GoalDetails, Intention, LookBack, Terms, When, Words
from plans.models import Goal, LearningSet, Plan
from plans.template import review_days, target_day, template_of

OWNER, READER = "grace.okafor", "ruth.calder"
TAKE_PART, INVITED = ("daniel.price", "anna.kowalska"), ("imran.sheikh", "tom.ashdown")
A_WEEK = timedelta(weeks=1)
# How many of the crowd set a goal for their first area after their report, and one for the second too.
SETS_A_GOAL, SETS_ANOTHER = 0.5, 0.3
SUPPORT = {"MANAGER": 8, "PEER": 5, "ALS": 4, "COACH": 2, "MENTOR": 2, "NETWORK": 1}


def make_goals_of_many(campaign: Campaign, *, until: datetime) -> None:
    """Give some of those who took part goals, made in the weeks after their report; done by now."""
    chance = Random(campaign.slug)  # noqa: S311 - the same each time
    wishes: list[tuple[AreaScore, datetime]] = []
    scores = AreaScore.objects.filter(
        assessment__campaign=campaign, is_featured=True, rank__lte=2
    ).select_related("assessment", "area")
    for score in scores.order_by("assessment", "rank"):
        submitted_at = score.assessment.submitted_at
        if submitted_at and chance.random() < (SETS_A_GOAL if score.rank == 1 else SETS_ANOTHER):
            wishes.append((score, submitted_at + (until - submitted_at) * chance.random()))
    begun = {score.assessment.member_id: made_at for score, made_at in wishes}
    had = set(Plan.objects.filter(member__in=begun).values_list("member", flat=True))
    Plan.objects.bulk_create(
        Plan(member_id=member, started_at=made_at)
        for member, made_at in begun.items()
        if member not in had
    )
    plans = dict(Plan.objects.filter(member__in=begun).values_list("member", "pk"))
    Goal.objects.bulk_create(
        _goal_of_many(score, plans[score.assessment.member_id], chance, made_at=made_at)
        for score, made_at in wishes
    )


def _goal_of_many(score: AreaScore, plan_id: int, chance: Random, *, made_at: datetime) -> Goal:
    day = timezone.localdate(made_at)
    return Goal(
        plan_id=plan_id,
        version_id=score.assessment.version_id,
        assessment=score.assessment,
        goal="People who use our service notice that we listen and act.",
        learning_area=score.area.code,
        support_type=chance.choices(list(SUPPORT), list(SUPPORT.values()))[0],
        measure="Three of the people we ask can name something we changed.",
        start_on=day,
        target_on=target_day(day),
        status=Goal.Status.DONE,
        made_at=made_at,
    )


def make_plans(council: Organisation, *, at: datetime) -> None:
    """Do it through the actions that people use; whoever is missing, nothing is made."""
    members = Membership.objects.filter(organisation=council).select_related("user")
    people = {one.user.email.split("@")[0]: one for one in members.filter(user__is_active=True)}
    if not {OWNER, READER, *TAKE_PART, *INVITED} <= people.keys():
        return
    owner = people[OWNER]
    reports = list(Assessment.objects.submitted().filter(member=owner).order_by("submitted_at"))
    _old_goal(owner, reports[0], made_at=at - 22 * A_WEEK)
    _new_goal(owner, reports[-1], made_at=at)
    _share(reports[-1], people[READER], at=at)
    _learning_set(people, at=at)
    # Nobody reads mail at these addresses.
    Message.objects.filter(to__organisation=council).delete()


def _old_goal(owner: Membership, assessment: Assessment, *, made_at: datetime) -> None:
    """The bank's worked example, begun after the first report and reviewed twice."""
    example = template_of(instrument_of(assessment.version_id)).plan.example
    if not example:
        return
    day = timezone.localdate(made_at)
    details = GoalDetails(
        words=_words(
            day,
            goal=example["goal"],
            theme=example["theme"],
            learning_area=example["learning_area"],
            activity=example["activity"],
            support_type=example["support_type"],
            support_person=example["support_person"],
            measure=example["measure"],
            baseline=example["baseline"],
            obstacle=example["obstacle"],
            critical_mass=example["critical_mass"],
        ),
        when_thens=(
            Intention(example["action_when"], example["action_what"]),
            Intention("After each meeting", "I will tell the tenants what was decided, and why."),
        ),
        reviews=review_days(day),
    )
    goal = actions.make_goal(
        details, member=owner, version=assessment.version, assessment=assessment, at=made_at
    )
    _look_back_twice(goal.public_id, owner.user, day=day, made_at=made_at)


def _look_back_twice(key: UUID, user: User, *, day: date, made_at: datetime) -> None:
    actions.mark_when_then(key, 1, done=True, by=user, at=made_at + 4 * A_WEEK)
    looks = (
        "Talked with three tenants; two came to the meeting. I put off telling the others what was "
        "decided. What helped: asking them where to meet.",
        "Three of the first five decisions came from tenants. Staff say there are fewer calls to "
        "chase repairs. I keep the visits, and write up what was decided on the same day.",
    )
    for number, notes in enumerate(looks, 1):
        held_at = made_at + (6 if number == 1 else 13) * A_WEEK
        following = review_days(day)[number]
        actions.hold_review(
            key, number, LookBack(notes, "IN_PROGRESS", following), by=user, at=held_at
        )


def _new_goal(owner: Membership, assessment: Assessment, *, made_at: datetime) -> None:
    day = timezone.localdate(made_at)
    details = GoalDetails(
        words=_words(
            day,
            goal="Staff on the front desk solve common problems on the spot, without asking me.",
            theme="EMA",
            learning_area="LA5",
            activity="LA5-A2",
            support_type="MANAGER",
            measure="Fewer than five refunds a month come up to me for a decision.",
            baseline="About twenty a month come to me now.",
        ),
        when_thens=(
            Intention(
                "At my next one-to-one with each team leader",
                "I will agree one decision that they take from now on, and its limits.",
            ),
        ),
        reviews=review_days(day),
    )
    actions.make_goal(
        details, member=owner, version=assessment.version, assessment=assessment, at=made_at
    )


def _words(day: date, **words: str) -> Words:
    # By the day of the last review: none is to be long after it.
    return Words(start_on=day, target_on=review_days(day)[-1], **words)


def _share(assessment: Assessment, reader: Membership, *, at: datetime) -> None:
    until = timezone.localdate(at) + 8 * A_WEEK
    terms = Terms(reader.user.email, "mentor", with_plan=True, with_notes=False, expires_on=until)
    shared_at = at - timedelta(minutes=90)
    share = actions.share_report(assessment, terms, by=assessment.member.user, at=shared_at)
    actions.note_opening(share, at=at - timedelta(minutes=20))


def _learning_set(people: dict[str, Membership], *, at: datetime) -> None:
    owner, began = people[OWNER], at - 10 * A_WEEK
    made = actions.start_set(
        name="Customers first: across services",
        purpose="Real problems of working with customers across services. Half a day, every six weeks.",
        by=owner,
        at=began,
    )
    for name in TAKE_PART:
        actions.invite_to_set(made.public_id, people[name].user.email, by=owner.user, at=began)
        actions.answer_invitation(
            made.public_id, accept=True, by=people[name].user, at=began + A_WEEK
        )
    for weeks in (-8, -2, 4):
        _meeting(made, owner, day=timezone.localdate(at) + weeks * A_WEEK, at=began)
    for name in INVITED:
        actions.invite_to_set(
            made.public_id, people[name].user.email, by=owner.user, at=at - A_WEEK
        )


def _meeting(made: LearningSet, owner: Membership, *, day: date, at: datetime) -> None:
    """On the Tuesday of that week, in the afternoon."""
    tuesday = day - timedelta(days=day.weekday() - 1)
    afternoon = datetime(tuesday.year, tuesday.month, tuesday.day, 13, 30)  # noqa: DTZ001
    when = When(timezone.make_aware(afternoon), 210, "Town Hall, room 4")
    actions.add_meeting(made.public_id, when, by=owner.user, at=at)
