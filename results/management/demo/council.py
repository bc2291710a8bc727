"""Makes the made-up council: teams, managers, three campaigns that are over and published, and one that is open."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random

from django.core.management.base import CommandError

from accounts.actions import (
    Newcomer,
    OrganisationDetails,
    TeamBook,
    change_organisation,
    create_memberships,
    create_organisation,
    new_user,
)
from accounts.models import Membership, Organisation
from accounts.people_file import team_path
from accounts.permissions import Role
from assessments import actions
from assessments.actions import PersonAnswers
from assessments.management.habits import answers_of
from assessments.models import Campaign
from banks.models import BankVersion
from banks.queries import instrument_of, version_for
from results.actions import close_campaign, publish_goal_count
from results.management.demo.people import MEMBERS_FOR, make_people
from results.management.demo.plans import make_goals_of_many, make_plans
from results.management.demo.rounds import make_rounds
from results.management.demo.script import Script, TeamOfMany

HALF_A_YEAR = timedelta(days=182)
OPEN_FOR = timedelta(days=28)
BREAKDOWN = "grade"
# How many of the crowd take part, in the campaigns that are over and so far in the one that is open.
TAKES_PART, SO_FAR = 0.78, 0.55
NEW_SINCE = 0.08


@dataclass(frozen=True)
class _Manager:
    """Somebody of the crowd: where they belong, their habits, and when they came."""

    membership: Membership
    habit: float
    growth: float
    keenness: float
    since: int


def make_council(script: Script, *, password: str, at: datetime) -> None:
    """Make everything of the script; nobody is sent an e-mail."""
    for slug, name in script.councils.items():
        create_organisation(name, slug=slug, by=None, at=at)
    details = OrganisationDetails(script.name, script.contact, script.email_of(script.contact))
    council = change_organisation(
        Organisation.objects.get(slug=script.slug), details, by=None, at=at
    )
    version = version_for(council)
    if version is None:
        raise CommandError(
            "There is no question bank yet. First run: "
            "manage.py import_bank fixtures/customer-focused-leadership.yaml "
            "--translations fixtures/customer-focused-leadership.cy.xlf --publish"
        )
    chance = Random(2026)  # noqa: S311 - the same council each time
    managers = list(_managers(script, council, chance, at=at - MEMBERS_FOR))
    for number in range(3):
        closes_at = at - timedelta(days=12) - (2 - number) * HALF_A_YEAR - HALF_A_YEAR / 2
        _past_campaign(council, version, managers, number, chance, closes_at=closes_at)
    opened_at = at - timedelta(days=16)
    campaign = _open_campaign(council, version, opened_at=opened_at, at=at)
    _take_part(campaign, managers, 3, SO_FAR, chance, until=at - timedelta(hours=1))
    make_people(script, version, campaign, password=password, at=at)
    make_plans(council, at=at)
    make_rounds(council, at=at)


def _managers(
    script: Script, council: Organisation, chance: Random, *, at: datetime
) -> Iterator[_Manager]:
    crowd = script.crowd
    names = [f"{first} {last}" for last, first in product(crowd.last_names, crowd.first_names)]
    chance.shuffle(names)
    book = TeamBook(council, dry_run=False)
    homes = [team for team in script.teams for _ in range(team.managers)]
    newcomers = [
        Newcomer(
            new_user(script.email_of(name), name),
            team_id=book.find(team_path(team.path)),
            attributes={
                "grade": chance.choices(list(crowd.grades), list(crowd.grades.values()))[0],
                "location": team.location,
            },
            roles=(Role.MANAGER,),
        )
        for name, team in zip(names, homes, strict=False)
    ]
    memberships = create_memberships(newcomers, organisation=council, act="membership.added", at=at)
    for membership, team in zip(memberships, homes, strict=True):
        yield _manager(membership, team, crowd.growth, chance)


def _manager(membership: Membership, team: TeamOfMany, growth: float, chance: Random) -> _Manager:
    return _Manager(
        membership,
        habit=team.habit + chance.gauss(0, 0.11),
        growth=(growth if team.growth is None else team.growth) + chance.gauss(0, 0.02),
        keenness=chance.gauss(0, 0.15),
        since=chance.choice((1, 2, 3)) if chance.random() < NEW_SINCE * 3 else 0,
    )


def _past_campaign(
    council: Organisation,
    version: BankVersion,
    managers: list[_Manager],
    number: int,
    chance: Random,
    *,
    closes_at: datetime,
) -> None:
    """Let the crowd take part in a campaign, and publish it on the day it closed."""
    campaign = Campaign(
        organisation=council,
        version=version,
        name=f"Leadership check, {closes_at:%B %Y}",
        slug=f"{council.slug}-leadership-check-{closes_at:%Y-%m}",
        opens_at=closes_at - OPEN_FOR,
        closes_at=closes_at,
        asks_readiness=True,
        asks_learning=True,
        breakdown=BREAKDOWN,
        shows_overview=True,
    )
    actions.create_campaign(campaign, by=None, at=campaign.opens_at - timedelta(days=3))
    _take_part(campaign, managers, number, TAKES_PART, chance, until=closes_at)
    release = close_campaign(campaign, by=None, at=closes_at)
    make_goals_of_many(campaign, until=release.goal_count.due_at)
    publish_goal_count(release.goal_count, at=release.goal_count.due_at)


def _open_campaign(
    council: Organisation, version: BankVersion, *, opened_at: datetime, at: datetime
) -> Campaign:
    campaign = Campaign(
        organisation=council,
        version=version,
        name="Leading for our customers",
        slug=f"{council.slug}-leading-for-our-customers",
        opens_at=opened_at,
        closes_at=at + timedelta(days=19),
        asks_readiness=True,
        asks_learning=True,
        breakdown=BREAKDOWN,
        shows_overview=True,
        # The next tick invites; where the demo is only made, nothing leaves.
        sends_mail=True,
        reminder_days=[7, 1],
    )
    return actions.create_campaign(campaign, by=None, at=opened_at - timedelta(days=3))


def _take_part(
    campaign: Campaign,
    managers: list[_Manager],
    number: int,
    share: float,
    chance: Random,
    *,
    until: datetime,
) -> None:
    """Store what some of the crowd answer in their campaign of this number, from 0."""
    instrument = instrument_of(campaign.version_id)
    span = (until - campaign.opens_at).total_seconds() - 3600
    sittings = []
    for one in managers:
        if number < one.since or chance.random() > share + one.keenness:
            continue
        started_at = campaign.opens_at + timedelta(seconds=chance.uniform(0, span))
        submitted_at = started_at + timedelta(minutes=chance.uniform(9, 45))
        habit = one.habit + number * one.growth + chance.gauss(0, 0.03)
        answers = answers_of(instrument, habit, chance)
        sittings.append(PersonAnswers(one.membership.pk, started_at, submitted_at, answers))
    actions.store_sittings(sittings, campaign=campaign)
