"""The stage of the access table: who visits, what belongs to the owner, and how a row says what it expects.

A new address needs one `Row` in `test_access.ROWS`. What it needs to exist (an assessment, a report)
becomes a cached property of `Stage`; it is made only for the rows that ask for it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cached_property
from html.parser import HTMLParser
from typing import Any

import numpy as np
from django.conf import settings
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from accounts.actions import keep_import
from accounts.mail import style_hash
from accounts.models import Membership, Message, Organisation, PendingImport, Team, User
from accounts.permissions import Role
from api.actions import (
    ProgramDetails,
    SecretDetails,
    WebhookDetails,
    add_webhook,
    make_personal_token,
    make_program,
)
from api.models import PersonalToken, Program, Webhook
from api.scopes import Scope
from assessments.models import Assessment, Campaign, ThemeScore
from banks.actions import store_draft
from banks.models import BankVersion
from banks.queries import instrument_of, theme_ids
from identity.encryption import CLIENT_SECRET, seal
from identity.models import Provider
from identity.openid import Description
from leadership.observing import RaterGroup
from observers.actions import (
    Days,
    add_person,
    agree_to_round,
    begin_round,
    hand_in_round,
    publish_round,
    set_customers,
)
from observers.models import Approval, ObserverRule, Pulse, Round
from plans.actions import (
    Terms,
    When,
    add_meeting,
    answer_invitation,
    invite_to_set,
    share_report,
    start_set,
)
from plans.models import Goal, LearningSet, Share
from provisioning.actions import TokenDetails, create_group, make_token
from provisioning.directory_data import GroupData, MembersChange
from provisioning.models import DirectoryGroup, DirectoryToken
from psychometrics.item_analysis import Tally
from psychometrics.models import ItemSnapshot
from results.actions import close_campaign
from results.models import Release
from tests.building import finished, instrument_with, person_1, published
from tests.factories import (
    AssessmentFactory,
    CampaignFactory,
    GoalFactory,
    MembershipFactory,
    TeamFactory,
)
from tests.factories import published as published_in

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
# Of the identity provider, to which a form leads on the one page with its button.
ORIGIN = "https://login.example"

# A visitor's expected answer: a status, or LOGIN for a redirect to the sign-in page.
LOGIN = "sign in"
type_of_answer = int | str
Expected = Mapping[str, type_of_answer]

SIGNED_OUT = "signed_out"
MEMBERS = ("owner", "colleague", "hr_lead", "branch_lead", "administrator", "outsider", "moved")
VISITORS = (SIGNED_OUT, *MEMBERS, "left")


def everyone(status: int) -> Expected:
    """Expect the same for all: an open page."""
    return dict.fromkeys(VISITORS, status)


def _as_hr_lead(expected: Expected, others: Expected) -> Expected:
    """Expect of the HR lead of a branch what is expected of the whole's, unless told otherwise."""
    told = {**expected, **others}
    return told | {"branch_lead": others.get("branch_lead", told["hr_lead"])}


def members(status: int, **others: type_of_answer) -> Expected:
    """Expect a page of one's own: for anyone who is a member of something, but for the `others`."""
    return _as_hr_lead({SIGNED_OUT: LOGIN, **dict.fromkeys(MEMBERS, status), "left": 403}, others)


def owner(status: int, **others: type_of_answer) -> Expected:
    """Expect what only its owner sees, and nobody else can tell from an address that leads nowhere."""
    return {SIGNED_OUT: LOGIN, **dict.fromkeys(VISITORS[1:], 404), "owner": status, **others}


def organisation(status: int, refused: tuple[str, ...] = (), **others: type_of_answer) -> Expected:
    """Expect what members of the organisation see: 403 for the `refused` roles, 404 for strangers."""
    inside = dict.fromkeys(("owner", "colleague", "hr_lead", "administrator"), status)
    expected = {
        SIGNED_OUT: LOGIN,
        **inside,
        **dict.fromkeys(refused, 403),
        **dict.fromkeys(("outsider", "moved", "left"), 404),
    }
    return _as_hr_lead(expected, others)


def keepers(status: int, *, stranger: int = 404) -> Expected:
    """Expect what those who keep the organisation's banks see; `stranger` for those of elsewhere."""
    return organisation(
        status,
        refused=("owner", "colleague", "hr_lead"),
        outsider=stranger,
        moved=stranger,
        left=stranger,
    )


@dataclass
class Stage:
    """One organisation, one manager who owns what is visited, and everyone else."""

    organisation: Organisation
    owner: User
    colleague: User
    hr_lead: User
    administrator: User
    outsider: User
    # The session of each who has signed in already.
    sessions: dict[int, str] = field(default_factory=dict)

    def sign_in_the_cast(self) -> None:
        """Sign in those who are there from the start; the others come in when a row asks for them."""
        for user in (
            self.owner,
            self.colleague,
            self.hr_lead,
            self.administrator,
            self.outsider,
        ):
            client = Client()
            client.force_login(user)
            self.sessions[user.pk] = client.cookies[settings.SESSION_COOKIE_NAME].value

    @cached_property
    def branch_lead(self) -> User:
        """The HR lead of a branch that nobody else is in."""
        branch = TeamFactory(organisation=self.organisation)
        lead = MembershipFactory(organisation=self.organisation, team=branch)
        lead.role_grants.create(role=Role.HR_LEAD, branch=branch)
        return lead.user

    @cached_property
    def membership(self) -> Membership:
        return self.owner.memberships.get(organisation=self.organisation)

    @cached_property
    def team(self) -> Team:
        """A team that nobody is in."""
        return TeamFactory(organisation=self.organisation)

    @cached_property
    def provider(self) -> Provider:
        """The organisation's identity provider, as far as it can be without one that answers."""
        about = Description(
            issuer=ORIGIN,
            authorization_endpoint=f"{ORIGIN}/authorize",
            token_endpoint=f"{ORIGIN}/token",
            userinfo_endpoint="",
            auth_method="client_secret_basic",
            algorithms=("RS256",),
            keys={"keys": []},
        )
        said = {"label": "Council account", "issuer": ORIGIN, "client_id": "leadership"}
        said |= {"sealed_secret": seal("secret", CLIENT_SECRET), "described_at": NOW}
        return Provider.objects.get_or_create(
            organisation=self.organisation, defaults=said | {"description": about.as_json()}
        )[0]

    @cached_property
    def pending_import(self) -> PendingImport:
        """A file that the HR lead has chosen just now."""
        content = b"email,name\nnew@council.example,New\n"
        return keep_import(
            content, "a.csv", organisation=self.organisation, by=self.hr_lead, at=timezone.now()
        )

    def message_of(self, topic: str = "") -> Message:
        """Return an e-mail to the owner that could not be sent."""
        said = {"status": "failed", "topic": topic, "queued_at": NOW, "due_at": NOW}
        said["kind"] = "campaign_thanks" if topic else "invitation"
        owner = {"to": self.owner.memberships.get(organisation=self.organisation)}
        return Message.objects.get_or_create(key="failed", defaults=said | owner)[0]

    @cached_property
    def directory_token(self) -> DirectoryToken:
        """A token of the organisation's directory."""
        details = TokenDetails("Entra ID", ends_at=timezone.now() + timedelta(days=90))
        return make_token(self.organisation, details, by=self.administrator, at=NOW)[0]

    @cached_property
    def directory_group(self) -> DirectoryGroup:
        """A group of the directory that means nothing yet, with nobody in it."""
        return create_group(self.directory_token, GroupData("Leaders"), MembersChange(), at=NOW)

    @cached_property
    def program(self) -> Program:
        """A program of the organisation's own."""
        ends = timezone.now() + timedelta(days=90)
        details = ProgramDetails("HR system", frozenset({Scope.READ_PEOPLE}), ends)
        return make_program(self.organisation, details, by=self.administrator, at=NOW)[0]

    @cached_property
    def personal_token(self) -> PersonalToken:
        """A token of the owner's."""
        ends = timezone.now() + timedelta(days=90)
        details = SecretDetails("Script", frozenset({Scope.READ_OWN}), ends)
        return make_personal_token(self.owner, self.organisation, details, at=NOW)[0]

    @cached_property
    def webhook(self) -> Webhook:
        """An address of the organisation's that is told what happens."""
        details = WebhookDetails("https://hr.council.example/hooks", frozenset({"person.left"}))
        return add_webhook(self.organisation, details, by=self.administrator, at=NOW)[0]

    @cached_property
    def item_snapshot(self) -> ItemSnapshot:
        """Item statistics of the bank, as though enough people had answered it."""
        instrument = instrument_of(self.bank.pk)
        tally = Tally(instrument)
        tally.add(np.full((1, len(list(instrument.questions()))), 4, dtype=np.int16))
        return ItemSnapshot.objects.create(
            version=self.bank,
            organisation=self.organisation,
            taken_at=NOW,
            taken_by=self.administrator,
            cases={},
            figures={
                "themes": [asdict(theme) for theme in tally.statistics()],
                "overall": asdict(tally.overall()),
            },
        )

    @cached_property
    def report(self) -> Assessment:
        """The owner's finished assessment."""
        instrument = instrument_with([3, 3, 3])
        answers = {question.code: 3 for question in instrument.questions()}
        return finished(self.owner, published(instrument), answers)

    @cached_property
    def goal(self) -> Goal:
        """A goal of the owner's, with a review that is due."""
        return GoalFactory(plan__member=self.membership)

    @cached_property
    def learning_set(self) -> LearningSet:
        """A set that the owner looks after, with a meeting to come; the colleague takes part."""
        made = start_set(name="Set", purpose="", by=self.membership, at=NOW)
        when = When(timezone.now() + timedelta(days=7), 60, "")
        add_meeting(made.public_id, when, by=self.owner, at=NOW)
        invite_to_set(made.public_id, self.colleague.email, by=self.owner, at=NOW)
        answer_invitation(made.public_id, accept=True, by=self.colleague, at=NOW)
        return made

    @cached_property
    def share(self) -> Share:
        """The owner's report, shared with the colleague."""
        until = timezone.localdate() + timedelta(days=30)
        terms = Terms(self.colleague.email, "coach", True, True, until)
        return share_report(self.report, terms, by=self.owner, at=NOW)

    @cached_property
    def round(self) -> Round:
        """A list of people whom the owner would like to ask, still to be handed in."""
        assessment = finished(self.owner, published_in(), person_1())
        now = timezone.now()
        days = Days(now - timedelta(days=1), now + timedelta(days=20))
        made = begin_round(assessment, days, by=self.owner, at=now)
        for number in range(3):
            email = f"asked{number}@elsewhere.example"
            add_person(made, RaterGroup.STAFF, name="Asked", email=email)
        ObserverRule.objects.get_or_create(
            organisation=self.organisation, defaults={"approval": Approval.HR}
        )
        return made

    @cached_property
    def waiting_round(self) -> Round:
        """The same, handed in to the HR lead."""
        return hand_in_round(self.round, by=self.owner, at=timezone.now())

    @cached_property
    def open_round(self) -> Round:
        """The same, agreed to, with cards that the colleague looks after and a poster."""
        keeper = self.colleague.email
        set_customers(self.round, keeper_email=keeper, cards=3, has_open_link=True)
        return agree_to_round(self.waiting_round, by=self.hr_lead, at=timezone.now())

    @cached_property
    def published_round(self) -> Round:
        return publish_round(self.open_round, at=timezone.now())

    @cached_property
    def open_pulse(self) -> Pulse:
        """The same people asked again, three months later."""
        now = timezone.now()
        opens, closes = now - timedelta(days=1), now + timedelta(days=9)
        return Pulse.objects.create(
            round=self.published_round, goal="Ask first", opens_at=opens, closes_at=closes
        )

    @cached_property
    def campaign(self) -> Campaign:
        """A campaign that nobody has begun."""
        return CampaignFactory(organisation=self.organisation)

    @cached_property
    def bank(self) -> BankVersion:
        """A version of a bank of the organisation's own."""
        return published_in(instrument_with([3, 3, 3]), organisation=self.organisation)

    @cached_property
    def release(self) -> Release:
        """What was published of a campaign of the organisation: figures of one team of six."""
        team = TeamFactory(organisation=self.organisation)
        themes = theme_ids(self.campaign.version_id).values()
        for number in range(6):
            sitting = Assessment.objects.create(
                member=MembershipFactory(organisation=self.organisation, team=team),
                campaign=self.campaign,
                version=self.campaign.version,
                started_at=self.campaign.opens_at,
                submitted_at=self.campaign.opens_at,
            )
            ThemeScore.objects.bulk_create(
                ThemeScore(
                    assessment=sitting, theme_id=theme, status="scored", answered=7,
                    score=30.0 + 10 * number, mean=3.0, alpha=0.8, sd=16.0,
                )
                for theme in themes
            )  # fmt: skip
        release = close_campaign(self.campaign, by=None, at=NOW)
        assert release.publishable
        return release

    @cached_property
    def shared(self) -> Release:
        """The same, where the owner's answers count and those who took part may read the overview."""
        campaign = self.campaign
        campaign.shows_overview = True
        campaign.save()
        opens = campaign.opens_at
        Assessment.objects.create(
            member=self.membership, campaign=campaign, version=campaign.version,
            started_at=opens, submitted_at=opens,
        )  # fmt: skip
        return self.release

    @cached_property
    def draft(self) -> BankVersion:
        """A draft of a bank of the organisation's own."""
        bank = instrument_with([3, 3, 3])
        return store_draft(bank, organisation=self.organisation, by=None, at=NOW)

    @cached_property
    def begun(self) -> Assessment:
        """The owner's unfinished assessment."""
        return AssessmentFactory(member=self.membership)

    def client(self, visitor: str) -> Client:
        """Return the visitor's browser. `left` and `moved` are the owner, gone from the organisation."""
        client = Client()
        if visitor == SIGNED_OUT:
            return client
        user = getattr(self, visitor, self.owner)
        if user == self.owner and visitor != "owner":
            self.membership.left_at = NOW
            self.membership.save()
            self.__dict__.pop("membership")
        if visitor == "moved":
            MembershipFactory(user=self.owner, roles=[Role.MANAGER])
        if user.pk in self.sessions:
            client.cookies[settings.SESSION_COOKIE_NAME] = self.sessions[user.pk]
        else:
            client.force_login(user)
        return client


@dataclass(frozen=True)
class Row:
    """What each visitor gets at one address. Without `post`, posting there must be refused (405)."""

    name: str
    get: Expected | None = None
    post: Expected | None = None
    kwargs: Callable[[Stage], dict[str, Any]] = lambda stage: {}
    data: Callable[[Stage], Any] = lambda stage: {}
    sent: Mapping[str, Any] = field(default_factory=dict)  # more for the test client, content_type

    def url(self, stage: Stage) -> str:
        return reverse(self.name, kwargs=self.kwargs(stage))

    def visit(
        self, method: str, stage: Stage, visitor: str, headers: Mapping[str, str] | None = None
    ) -> HttpResponse:
        url, data = self.url(stage), self.data(stage) if method == "post" else None
        send = getattr(stage.client(visitor), method)
        return send(url, data, headers=headers, **(self.sent if method == "post" else {}))


def answer(response: HttpResponse) -> type_of_answer:
    """Say what was answered in the words of the table."""
    to_login = response.status_code == 302 and response["Location"].startswith(
        reverse("account_login") + "?"
    )
    return LOGIN if to_login else response.status_code


# Of an empty style, and of the style that e-mails have, in pages that show one as it looks: what Plotly makes and then fills by script, which no policy forbids.
EMPTY_STYLE = "'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='"
POLICY = {
    "default-src": {"'none'"},
    "object-src": {"'none'"},
    "script-src": {"'self'"},
    "style-src": {"'self'"},
    "base-uri": {"'none'"},
    "frame-ancestors": {"'none'"},
    "form-action": {"'self'"},
}


def weak_spots(response: HttpResponse) -> list[str]:
    """Name what would let foreign code run in a page: a loose policy, or code written into the page."""
    policy = {
        part.split()[0]: set(part.split()[1:]) - {EMPTY_STYLE, style_hash(), ORIGIN}
        for part in response.headers["Content-Security-Policy"].split(";")
    }
    spots = [name for name, sources in POLICY.items() if policy.get(name) != sources]
    spots += [
        name
        for name, value in {"X-Content-Type-Options": "nosniff", "X-Frame-Options": "DENY"}.items()
        if response.headers.get(name) != value
    ]
    if response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming:
        page = _Code()
        page.feed(response.content.decode())
        spots += page.found
    return spots


class _Code(HTMLParser):
    """Finds scripts, styles and handlers that stand in the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = dict(attributes)
        data = said.get("type") in {"application/json", "application/ld+json"}
        if tag == "style" or (tag == "script" and "src" not in said and not data):
            self.found.append(tag)
        self.found += [name for name in said if name == "style" or name.startswith("on")]


def names_in_use() -> Iterator[str]:
    """Name every address of the service, `namespace:name`; one without a name cannot be in the table."""
    yield from _names(get_resolver().url_patterns, "")


def _names(patterns: list[URLPattern | URLResolver], prefix: str) -> Iterator[str]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from _names(pattern.url_patterns, space)
        else:
            yield f"{prefix}{pattern.name}"
