"""What programs send and are told, field by field: the OpenAPI document is made of it."""

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, Final, Generic, Literal, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from ninja import Schema
from pydantic import AfterValidator, ConfigDict, Field, StringConstraints

from accounts.models import NAME_MAX_LENGTH
from accounts.people_file import MAX_ATTRIBUTE, MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTES
from accounts.permissions import Role
from assessments.models import Campaign
from leadership.group_sizes import LARGEST, SMALLEST

# What a database takes for a key.
HIGHEST_ID: Final = 2**63 - 1
MOST_ON_A_PAGE, LAST_PAGE = 200, 100_000

Thing = TypeVar("Thing")
Id = Annotated[int, Field(ge=1, le=HIGHEST_ID)]
# On one line: characters that nobody sees are no part of a name.
LINE: Final = r"^[^\x00-\x1f\x7f]*$"
# With something in it that can be seen.
WORDS: Final = r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$"
Line = Annotated[str, StringConstraints(pattern=LINE)]
Name = Annotated[str, StringConstraints(pattern=WORDS, min_length=1, max_length=NAME_MAX_LENGTH)]
Text = Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=1000)]
# Before the first equals sign is the name, in the files as well.
AttributeName = Annotated[
    str, StringConstraints(pattern=rf"^[^\x00-\x1f\x7f=]{{1,{MAX_ATTRIBUTE_NAME}}}$")
]
AttributeValue = Annotated[
    str, StringConstraints(pattern=WORDS, min_length=1, max_length=MAX_ATTRIBUTE)
]
Attributes = Annotated[
    dict[AttributeName, AttributeValue],
    # Or the document would allow anything under a name that is none.
    Field(max_length=MAX_ATTRIBUTES, json_schema_extra={"additionalProperties": False}),
]
Slug = Annotated[str, StringConstraints(pattern=r"^[-a-zA-Z0-9_]+$", max_length=80)]


def _address(text: str) -> str:
    """Take what Django takes for an address, as it is Django that stores it."""
    try:
        validate_email(text)
    except ValidationError:
        raise ValueError("This is not an e-mail address.") from None
    return text


Address = Annotated[
    str,
    Field(json_schema_extra={"format": "email"}, max_length=200),
    AfterValidator(_address),
]


class ClosedBody(Schema):
    """A body: what is not expected in it is refused, or a slip of the pen would be passed over."""

    model_config = ConfigDict(extra="forbid")


class PageOf(Schema, Generic[Thing]):
    """Some of many, with where the next ones are."""

    items: list[Thing]
    page: int
    limit: int
    total: int
    next: str | None = Field(description="The address of the next page; null on the last.")


class Problem(Schema):
    """What went wrong (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None


# The caller ------------------------------------------------------------------------------------


class Me(Schema):
    """Whose token it is, and what it allows."""

    organisation: str
    kind: Literal["person", "program"]
    name: str
    scopes: list[str]


# People and teams ------------------------------------------------------------------------------


class RoleHeld(Schema):
    """A role, in the whole organisation or (an HR lead) in one branch."""

    role: Literal["manager", "hr_lead", "bank_editor", "administrator"]
    team_id: int | None


class RoleWanted(ClosedBody):
    """The same, to be given."""

    role: Role
    team_id: Id | None = None


class PersonOut(Schema):
    """A member of the organisation, or somebody who has left it."""

    # Follows from changes of something else, and so is no part of the version of this.
    COUNTED: ClassVar = frozenset({"team"})

    id: int
    email: str = Field(description="Empty for somebody who came with answers from a file.")
    name: str
    team_id: int | None
    team: str = Field(description="The path of the team: A > B > C; empty for none.")
    roles: list[RoleHeld]
    attributes: dict[str, str]
    joined_at: datetime
    left_at: datetime | None
    signs_in: bool


class NewPerson(ClosedBody):
    """Somebody to add: they are sent an invitation."""

    email: Address
    name: Name
    team_id: Id | None = None
    roles: list[RoleWanted] = Field(
        default_factory=lambda: [RoleWanted(role=Role.MANAGER)], max_length=20
    )
    attributes: Attributes = Field(default_factory=dict)


class PersonPatch(ClosedBody):
    """What is to be another of somebody; what is left out stays."""

    name: Name | None = None
    team_id: Id | None = None
    roles: list[RoleWanted] | None = Field(default=None, max_length=20)
    attributes: Attributes | None = None


class TeamOut(Schema):
    """A team with its place in the tree."""

    COUNTED: ClassVar = frozenset({"members", "path"})

    id: int
    name: str
    path: str
    parent_id: int | None
    members: int = Field(description="Current members of the team itself, without those below it.")


class NewTeam(ClosedBody):
    """A team to add, below another or at the top."""

    name: Name
    parent_id: Id | None = None


class TeamPatch(ClosedBody):
    """What is to be another of a team; what is left out stays."""

    name: Name | None = None
    parent_id: Id | None = None


# Campaigns -------------------------------------------------------------------------------------


class BankToRun(Schema):
    """A published version of a question bank that a campaign can ask."""

    version_id: int
    title: str
    number: str
    is_own: bool


class Counts(Schema):
    """How many were invited, have begun and have finished; of a published campaign as it was counted."""

    invited: int
    started: int
    submitted: int


class CampaignOut(Schema):
    """A campaign, with how many have answered where that is told: never who, and never what."""

    COUNTED: ClassVar = frozenset({"counts"})

    slug: str
    name: str
    state: Literal["scheduled", "open", "closing", "closed"]
    version_id: int
    opens_at: datetime
    closes_at: datetime
    audience: Literal["everyone", "branches", "people"]
    breakdown: str
    smallest_group: int
    shows_overview: bool
    sends_mail: bool
    reminder_days: list[int]
    asks_readiness: bool
    asks_learning: bool
    is_published: bool
    counts: Counts | None


class TeamCounts(Schema):
    """The response of a team with all below it."""

    team_id: int | None
    team: str
    invited: int
    started: int
    submitted: int


class NewCampaign(ClosedBody):
    """A campaign to set up, as its steps on the pages ask for it."""

    name: Name
    version_id: Id
    opens_on: date
    closes_on: date
    audience: Campaign.Audience = Campaign.Audience.EVERYONE
    team_ids: list[Id] = Field(
        default_factory=list, max_length=1000, description="With the audience `branches`."
    )
    emails: list[Address] = Field(
        default_factory=list, max_length=1000, description="With the audience `people`."
    )
    breakdown: Annotated[str, StringConstraints(pattern=r"^[^\x00]*$", max_length=40)] = ""
    smallest_group: int = Field(default=SMALLEST, ge=SMALLEST, le=LARGEST)
    asks_readiness: bool = True
    asks_learning: bool = True
    shows_overview: bool = False
    sends_mail: bool = True
    reminder_days: list[Literal[14, 7, 3, 1]] = Field(default_factory=list, max_length=4)
    invitation_words: Text = ""
    reminder_words: Text = ""
    for_development_only: Literal[True] = Field(
        description="Says that the answers are for development, and never for judging anybody."
    )


class CampaignPatch(ClosedBody):
    """What is to be another of a campaign; once it is open, only its last day and its reminders."""

    name: Name | None = None
    opens_on: date | None = None
    closes_on: date | None = None
    smallest_group: int | None = Field(default=None, ge=SMALLEST, le=LARGEST)
    shows_overview: bool | None = None
    reminder_days: list[Literal[14, 7, 3, 1]] | None = Field(default=None, max_length=4)


class Reminded(Schema):
    """How many were sent a reminder."""

    people: int


# Results ---------------------------------------------------------------------------------------


class ReleaseOut(Schema):
    """What was published of a campaign, and by which rules."""

    campaign: str
    name: str
    bank: str
    version: str
    opened_at: datetime
    closed_at: datetime
    published_at: datetime
    compared_with: str | None
    breakdown: str | None
    smallest_group: int
    invited: int
    submitted: int | None
    publishable: bool
    purpose: str


class GroupOut(Schema):
    """A group of published results: the organisation, a team as it was at the close, a value of the attribute."""

    id: int
    kind: Literal["organisation", "team", "attribute"]
    name: str
    path: str
    parent_id: int | None
    team_ids: list[int]


class CellOut(Schema):
    """One published figure, or the reason why there is none. Values are as people see them."""

    group_id: int
    kind: str
    path: str
    statistic: str
    code: str
    label: str
    parts: list[str]
    n: int | None
    value: float | None
    bound: Literal["at_least", "at_most"] | None
    hidden: str | None


# One's own -------------------------------------------------------------------------------------


class OwnReport(Schema):
    """A report of one's own, in a list."""

    id: UUID
    bank: str
    campaign: str | None
    submitted_at: datetime


class OwnReportWhole(OwnReport):
    """A report of one's own with its scores, at full precision."""

    report: dict[str, Any]


class ActionOut(Schema):
    """What one meant to do, and when."""

    when: str
    what: str
    done_at: datetime | None


class OwnReview(Schema):
    """A review of a goal."""

    number: int
    due_on: date
    held_at: datetime | None
    notes: str


class OwnGoal(Schema):
    """A goal of one's own plan."""

    id: UUID
    goal: str
    theme: str
    area: str
    activity: str
    support: str
    support_person: str
    measure: str
    baseline: str
    obstacle: str
    start_on: date
    target_on: date
    status: str
    actions: list[ActionOut]
    reviews: list[OwnReview]


class OwnPlan(Schema):
    """One's own plan."""

    goals: list[OwnGoal]
