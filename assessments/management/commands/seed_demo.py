"""Makes a small, made-up council to look around in, with people at every stage of an assessment."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import product
from random import Random
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.actions import found_organisation
from accounts.models import Membership, Organisation, RoleGrant, Team, User
from accounts.permissions import Role
from assessments import actions
from assessments.actions import Change, Changes
from assessments.models import Assessment, Campaign
from leadership.instrument import Instrument, Question, Scale, Theme
from leadership.models import BankVersion
from leadership.queries import instrument_of, version_for

COUNCIL = ("Ambleford Borough Council", "ambleford")
NEIGHBOUR = ("Wexcombe District Council", "wexcombe")
MINUTES = 13
SKIP, DOES_NOT_APPLY = ".", "n"


@dataclass(frozen=True)
class Person:
    """Someone made up. Each of `first` and `campaign` is what they answered, a word a theme: a digit
    for how helpful the behaviour is, from 1 to 5; "n" for not applicable; "." for no answer.
    """

    name: str
    team: str
    what: str
    role: Role = Role.MANAGER
    first: str = ""
    campaign: str = ""
    finished: bool = True
    council: tuple[str, str] = COUNCIL

    @property
    def email(self) -> str:
        return f"{self.name.lower().replace(' ', '.')}@{self.council[1]}.example"


PEOPLE = [
    Person("Priya Raman", "Housing", "manager, nothing begun"),
    Person(
        "Tom Ashdown",
        "Housing",
        "manager, half-way through",
        campaign="3443432 43n4433 344.... ....... ....... .......",
        finished=False,
    ),
    Person(
        "Grace Okafor",
        "Customer services",
        "manager, two reports to compare",
        first="3343434 3432343 2333232 3323332 2232332 3443343",
        campaign="4443434 4433443 4343343 4334343 3232333 4443443",
    ),
    Person(
        "Daniel Price",
        "Streets and parks",
        "manager, one theme with too few answers",
        campaign="4443444 44n43n3 3344334 4344443 3323332 nn4n3n.",
    ),
    Person(
        "Megan Ellis",
        "Streets and parks",
        "manager, finished",
        campaign="5454545 4445454 4554455 4454545 4344443 5444544",
    ),
    Person(
        "Imran Sheikh",
        "Customer services",
        "manager, finished",
        campaign="3333333 3343333 3333343 3333333 3333333 3343333",
    ),
    Person(
        "Ruth Calder",
        "Planning",
        "manager, finished",
        campaign="4332323 3332322 2232322 3232232 4443434 2322232",
    ),
    Person(
        "Joe Marchetti",
        "Planning",
        "manager, finished",
        campaign="4545454 3323332 5545454 5454545 3343334 4343434",
    ),
    Person(
        "Anna Kowalska",
        "Housing",
        "manager, finished",
        campaign="2332322 4443434 3332332 4343443 2232223 3332333",
    ),
    Person("Leon Bright", "Streets and parks", "manager, nothing begun"),
    Person("Helen Whitcombe", "People", "HR lead", role=Role.HR_LEAD),
    Person("Samir Patel", "Digital", "administrator", role=Role.ADMINISTRATOR),
    Person("Olwen Hughes", "Housing", "manager of another council", council=NEIGHBOUR),
]
NOTES = {
    "Grace Okafor": "I opened each monthly meeting with one customer’s story. Two teams now do the same.",
    "Tom Ashdown": "The repairs review: I should write up what tenants told us.",
}
# The rest of the council, who cannot sign in: how many managers of each team took part in the spring,
# and about how helpful they find what they do. Some teams are too small to be shown.
SPRING = {
    "Customer services": (14, 3.6),
    "Digital": (6, 3.3),
    "Housing": (11, 3.7),
    "Housing > Homelessness": (7, 4.0),
    "Housing > Repairs": (4, 3.1),
    "People": (9, 3.8),
    "Planning": (12, 3.2),
    "Streets and parks": (13, 3.5),
    "Streets and parks > Parks": (3, 3.9),
}
AWAY = 17  # managers who were invited and did not take part
FIRST_NAMES = [
    "Aisha",
    "Ben",
    "Carol",
    "Dev",
    "Elin",
    "Frank",
    "Gita",
    "Hugh",
    "Ines",
    "Jack",
    "Kemi",
    "Liam",
    "Mina",
    "Noel",
    "Olive",
]
LAST_NAMES = ["Archer", "Bell", "Choudhury", "Dunn", "Evans", "Farrow", "Grant", "Hale"]


class Command(BaseCommand):
    help = (
        "Make a made-up council with people at every stage, and print who can sign in. "
        "Running it again changes nothing. It refuses to run beside real data."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--force", action="store_true", help="run although there are other organisations"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        slugs = [COUNCIL[1], NEIGHBOUR[1]]
        if Organisation.objects.exclude(slug__in=slugs).exists() and not options["force"]:
            raise CommandError(
                "There are organisations here that are not made up. Use --force to add the demo to them."
            )
        with transaction.atomic():
            if not Organisation.objects.filter(slug=COUNCIL[1]).exists():
                make(at=timezone.now())
        self.stdout.write(f"{'E-mail':<36}{'Password':<18}Who")
        for person in PEOPLE:
            self.stdout.write(f"{person.email:<36}{password():<18}{person.what}")


def password() -> str:
    """Return the password of all the made-up people: the same on each run, another on each machine."""
    digest = salted_hmac("seed_demo", "password").hexdigest()
    return f"demo-{digest[:4]}-{digest[4:8]}"


def make(*, at: datetime) -> None:
    for name, slug in (COUNCIL, NEIGHBOUR):
        found_organisation(name, slug=slug, by=None, at=at)
    council = Organisation.objects.get(slug=COUNCIL[1])
    version = version_for(council)
    if version is None:
        raise CommandError(
            "There is no question bank yet. First run: "
            "manage.py import_bank fixtures/customer-focused-leadership.yaml --publish"
        )
    campaign = Campaign(
        name="Leading for our customers",
        slug="ambleford-leading-for-our-customers",
        organisation=council,
        version=version,
        opens_at=at - timedelta(days=16),
        closes_at=at + timedelta(days=19),
    )
    actions.create_campaign(campaign, by=None, at=at)
    _spring(council, version, at=at - timedelta(days=170))
    for number, person in enumerate(PEOPLE):
        member = _member(person)
        _answer_all(person, member, version, campaign, at=at - timedelta(hours=7 * number + 2))


def _spring(council: Organisation, version: BankVersion, *, at: datetime) -> None:
    """Make an earlier campaign that has closed, large enough for team results."""
    campaign = Campaign(
        name="Spring check",
        slug="ambleford-spring-check",
        organisation=council,
        version=version,
        opens_at=at - timedelta(days=21),
        closes_at=at,
    )
    actions.create_campaign(campaign, by=None, at=at - timedelta(days=22))
    names = (f"{first} {last}" for last, first in product(LAST_NAMES, FIRST_NAMES))
    chance = Random(2026)  # noqa: S311 - the same council each time
    for path, (people, habit) in SPRING.items():
        team = _team(council, path)
        for _ in range(people):
            member = _colleague(next(names), council, team)
            day = at - timedelta(days=chance.uniform(1, 20))
            _answer_by_habit(campaign, member, habit + chance.gauss(0, 0.5), chance, at=day)
    for path, _ in zip(list(SPRING) * AWAY, range(AWAY), strict=False):
        _colleague(next(names), council, _team(council, path))


def _team(council: Organisation, path: str) -> Team:
    team = None
    for name in path.split(" > "):
        team, _ = Team.objects.get_or_create(organisation=council, parent=team, name=name)
    if team is None:
        raise ValueError(path)
    return team


def _colleague(name: str, council: Organisation, team: Team) -> Membership:
    email = f"{name.lower().replace(' ', '.')}@{council.slug}.example"
    user = User.objects.create_user(email, None, name=name)
    member = Membership.objects.create(user=user, organisation=council, team=team)
    RoleGrant.objects.create(membership=member, role=Role.MANAGER)
    return member


def _answer_by_habit(
    campaign: Campaign, member: Membership, habit: float, chance: Random, *, at: datetime
) -> None:
    """Answer about as the person's habit is, more or less so by theme and by statement."""
    assessment = actions.start_in_campaign(campaign, by=member, at=at)
    instrument = instrument_of(campaign.version_id)
    answers: dict[str, Change] = {}
    for theme in instrument.themes:
        lean = habit + chance.gauss(0, 0.3)
        word = "".join(
            str(min(5, max(1, round(lean + chance.gauss(0, 0.8))))) for _ in theme.questions
        )
        answers |= {code: Change(text) for code, text in _texts(instrument, theme, word)}
    actions.save_answers(
        assessment.public_id, Changes(answers=answers), by=member.user, at=at + timedelta(minutes=9)
    )
    actions.submit(assessment.public_id, by=member.user, at=at + timedelta(minutes=MINUTES))


def _member(person: Person) -> Membership:
    """Make the person directly: an invitation would send mail to an address that nobody has."""
    organisation = Organisation.objects.get(slug=person.council[1])
    team, _ = Team.objects.get_or_create(organisation=organisation, parent=None, name=person.team)
    user = User.objects.create_user(person.email, password(), name=person.name)
    member = Membership.objects.create(user=user, organisation=organisation, team=team)
    RoleGrant.objects.create(membership=member, role=person.role)
    return member


def _answer_all(
    person: Person, member: Membership, version: BankVersion, campaign: Campaign, *, at: datetime
) -> None:
    if person.first:
        begun = at - timedelta(days=187)
        first = actions.start_own(version, by=member, at=begun)
        _answer(first, person.first, note="", at=begun)
    if person.campaign:
        assessment = actions.start_in_campaign(campaign, by=member, at=at)
        note = NOTES.get(person.name, "")
        _answer(assessment, person.campaign, note=note, finish=person.finished, at=at)


def _answer(
    assessment: Assessment, words: str, *, note: str, at: datetime, finish: bool = True
) -> None:
    instrument = instrument_of(assessment.version_id)
    user = assessment.member.user
    for number, (theme, word) in enumerate(zip(instrument.themes, words.split(), strict=False)):
        changes = Changes(
            answers={code: Change(text) for code, text in _texts(instrument, theme, word)},
            notes={theme.code: Change(note)} if note and number == 0 else {},
        )
        saved_at = at + timedelta(minutes=2 * number)
        actions.save_answers(assessment.public_id, changes, by=user, at=saved_at)
    if finish:
        actions.submit(assessment.public_id, by=user, at=at + timedelta(minutes=MINUTES))


def _texts(instrument: Instrument, theme: Theme, word: str) -> Iterator[tuple[str, str]]:
    scale = instrument.scale_of(theme)
    for question, letter in zip(theme.questions, word, strict=False):
        text = _text(scale, question, letter)
        if text:
            yield question.code, text


def _text(scale: Scale, question: Question, letter: str) -> str:
    if letter == SKIP:
        return ""
    if letter == DOES_NOT_APPLY:
        return "NA" if scale.not_applicable else ""
    value = min(scale.min + int(letter) - 1, scale.max)
    return str(scale.min + scale.max - value if question.reverse else value)
