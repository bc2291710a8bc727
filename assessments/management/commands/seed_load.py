"""Makes organisations of any size to measure with: teams, managers, and a campaign that all have answered."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from random import Random
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection, models, transaction
from django.utils import timezone
from tqdm import tqdm

from accounts.actions import Newcomer, create_memberships, create_organisation, new_user
from accounts.errors import AccountError
from accounts.management.files import progress_bar
from accounts.models import Membership, Organisation, Team
from accounts.permissions import Role
from assessments import actions
from assessments.actions import PersonAnswers
from assessments.management.habits import answers_of
from assessments.models import (
    Answer,
    AreaScore,
    Assessment,
    Campaign,
    OverallScore,
    ReadinessScore,
    ThemeScore,
)
from banks.models import BankVersion
from banks.queries import instrument_of, version_for

CHUNK = 2000
# So many people answer in a way of their own; everybody else answers as one of them did.
ORIGINALS = 1000
TEAMS_A_DIRECTORATE = 8
GRADES = ("G7", "G8", "G9", "G10", "G11")
SHARES = (35, 30, 20, 10, 5)
PLACES = ("Town Hall", "Depot", "Civic Centre")
TAKES_DAYS = 20


class Command(BaseCommand):
    help = (
        "Make made-up organisations of any size for measurements, each with a campaign that is over and"
        " that everybody has answered. The same --seed makes the same people. Refuses to run where DEBUG"
        " is off, unless --force says so."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--organisations", type=int, default=1, metavar="N")
        parser.add_argument("--people", type=int, default=1000, metavar="N", help="in each")
        parser.add_argument("--teams", type=int, metavar="N", help="in each; one for ten people")
        parser.add_argument("--prefix", default="load", help="their slugs begin with this")
        parser.add_argument("--seed", type=int, default=1, metavar="N")
        parser.add_argument("--themes-only", action="store_true", help="no readiness, no learning")
        parser.add_argument("--force", action="store_true", help="run although DEBUG is off")

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEBUG and not options["force"]:
            raise CommandError("DEBUG is off, so this may be a real service. Use --force to go on.")
        if options["organisations"] < 1 or options["people"] < 1:
            raise CommandError("There has to be one organisation and one person at least.")
        teams = options["teams"] or max(1, options["people"] // 10)
        total = options["organisations"] * options["people"]
        with progress_bar(total, "people", out=self.stderr) as bar:
            for number in range(1, options["organisations"] + 1):
                slug = f"{options['prefix']}-{number}"
                chance = Random(f"{options['seed']} {number}")  # noqa: S311 - no secret
                crowd = _Crowd(chance, all_parts=not options["themes_only"], at=timezone.now())
                try:
                    campaign = crowd.make(slug, people=options["people"], teams=teams, bar=bar)
                except AccountError as error:
                    raise CommandError(f"{error} Use another --prefix.") from error
                self.stdout.write(campaign.slug)


class _Crowd:
    """Makes one organisation."""

    def __init__(self, chance: Random, *, all_parts: bool, at: datetime) -> None:
        self.chance, self.all_parts, self.at = chance, all_parts, at
        # How helpful what a team does is, by the team's key.
        self.habits: dict[int, float] = {}

    @transaction.atomic
    def make(self, slug: str, *, people: int, teams: int, bar: "tqdm[Any]") -> Campaign:
        organisation = create_organisation(f"Council {slug}", slug=slug, by=None, at=self.at)
        version = version_for(organisation)
        if version is None:
            raise CommandError(
                "There is no question bank yet: manage.py import_bank FILE --publish"
            )
        campaign = self._campaign(organisation, version)
        homes = _make_teams(organisation, teams)
        self.habits = {team: self.chance.gauss(0.5, 0.12) for team in homes}
        ways = self._ways(version, min(people, ORIGINALS))
        originals: list[int] = []
        members = self._members(organisation, homes, people)
        while chunk := list(islice(members, CHUNK)):
            memberships = self._memberships(organisation, chunk)
            if not originals:
                first = memberships[: len(ways)]
                originals += self._store_originals(campaign, first, ways)
                memberships = memberships[len(ways) :]
            self._store_copies(campaign, memberships, originals)
            bar.update(len(chunk))
        return campaign

    def _campaign(self, organisation: Organisation, version: BankVersion) -> Campaign:
        campaign = Campaign(
            organisation=organisation,
            version=version,
            name="Load",
            slug=f"{organisation.slug}-load",
            opens_at=self.at - timedelta(days=TAKES_DAYS + 1),
            closes_at=self.at,
            asks_readiness=self.all_parts,
            asks_learning=self.all_parts,
            breakdown="grade",
        )
        return actions.create_campaign(campaign, by=None, at=self.at)

    def _ways(self, version: BankVersion, number: int) -> list[dict[str, Any]]:
        """Return ways of answering, from the least to the most helpful."""
        instrument = instrument_of(version.pk)
        parts = {"readiness": self.all_parts, "learning": self.all_parts}
        habits = sorted(min(1, max(0, self.chance.gauss(0.62, 0.16))) for _ in range(number))
        return [answers_of(instrument, habit, self.chance, **parts) for habit in habits]

    def _members(
        self, organisation: Organisation, homes: Sequence[int], people: int
    ) -> Iterator[Newcomer]:
        for number in range(people):
            email = f"person.{number + 1}@{organisation.slug}.example"
            yield Newcomer(
                new_user(email, f"Person {number + 1}"),
                team_id=homes[number % len(homes)],
                attributes={
                    "grade": self.chance.choices(GRADES, SHARES)[0],
                    "location": self.chance.choice(PLACES),
                },
                roles=(Role.MANAGER,),
            )

    def _memberships(
        self, organisation: Organisation, newcomers: list[Newcomer]
    ) -> list[Membership]:
        return create_memberships(
            newcomers,
            organisation=organisation,
            act="membership.added",
            # Before the campaign opens: who comes later does not count in its figures.
            at=self.at - timedelta(days=TAKES_DAYS + 2),
        )

    def _store_originals(
        self, campaign: Campaign, memberships: Sequence[Membership], ways: Sequence[dict[str, Any]]
    ) -> list[int]:
        sittings = (
            PersonAnswers(membership.pk, *self._when(), answers)
            for membership, answers in zip(memberships, ways, strict=True)
        )
        return [made.pk for made in actions.store_sittings(sittings, campaign=campaign)]

    def _store_copies(
        self, campaign: Campaign, memberships: Sequence[Membership], originals: Sequence[int]
    ) -> None:
        """Let people answer as somebody did whose habits are about those of their team."""
        made = Assessment.objects.bulk_create(
            Assessment(
                member=membership,
                campaign=campaign,
                version_id=campaign.version_id,
                started_at=started_at,
                submitted_at=submitted_at,
            )
            for membership, (started_at, submitted_at) in (
                (membership, self._when()) for membership in memberships
            )
        )
        chosen = [originals[self._rank(membership, len(originals))] for membership in memberships]
        pairs = zip(chosen, (one.pk for one in made), strict=True)
        _copy((Answer, OverallScore, ThemeScore, AreaScore, ReadinessScore), pairs)

    def _when(self) -> tuple[datetime, datetime]:
        started_at = self.at - timedelta(days=self.chance.uniform(0.1, TAKES_DAYS))
        return started_at, started_at + timedelta(minutes=self.chance.uniform(6, 40))

    def _rank(self, membership: Membership, ways: int) -> int:
        habit = self.chance.gauss(self.habits[membership.team_id or 0], 0.25)
        return min(ways - 1, max(0, int(habit * ways)))


def _make_teams(organisation: Organisation, number: int) -> list[int]:
    """Make directorates with teams below them, and return the keys of those that people are in."""
    directorates = Team.objects.bulk_create(
        Team(organisation=organisation, name=f"Directorate {one:03}")
        for one in range(1, max(1, number // TEAMS_A_DIRECTORATE) + 1)
    )
    teams = Team.objects.bulk_create(
        Team(
            organisation=organisation,
            parent=directorates[one % len(directorates)],
            name=f"Team {one:04}",
        )
        for one in range(1, number - len(directorates) + 1)
    )
    return [team.pk for team in (*teams, *directorates)]


def _copy(tables: Iterable[type[models.Model]], pairs: Iterable[tuple[int, int]]) -> None:
    """Copy what belongs to assessments to others, inside the database: ten times as fast as by objects."""
    with connection.cursor() as cursor:
        cursor.execute("CREATE TEMPORARY TABLE copied (original bigint, copy bigint)")
        cursor.executemany("INSERT INTO copied VALUES (%s, %s)", list(pairs))
        for table in tables:
            names = [
                field.column
                for field in table._meta.concrete_fields
                if field.column not in {"id", "assessment_id"}
            ]
            columns = ", ".join(f'"{name}"' for name in names)
            cursor.execute(
                f'INSERT INTO "{table._meta.db_table}" (assessment_id, {columns})'  # noqa: S608
                f' SELECT copied.copy, {columns} FROM "{table._meta.db_table}"'
                " JOIN copied ON copied.original = assessment_id"
            )
        cursor.execute("DROP TABLE copied")
