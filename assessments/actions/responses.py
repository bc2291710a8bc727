"""Bringing in answers that were given elsewhere, from a file: all of them or none, in bounded memory."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import islice
from typing import BinaryIO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.actions import (
    Newcomer,
    RefusedFileError,
    TeamBook,
    audit,
    create_memberships,
    new_user,
)
from accounts.models import NO_ADDRESS, Membership, Organisation, User
from accounts.people_headings import heading_words
from accounts.queries import known_people, lock_organisation
from accounts.table_faults import FaultReport, RowFault, UnreadableFileError
from assessments import queries
from assessments.actions.bulk import PersonAnswers, store_sittings
from assessments.actions.campaigns import CampaignError, create_campaign, free_slug
from assessments.given_answers import AnswersAre
from assessments.models import Campaign
from assessments.parts import PARTS, campaign_fields
from assessments.responses_file import ResponseRow, ResponsesFile
from banks.models import BankVersion
from banks.queries import instrument_of
from leadership.group_sizes import SMALLEST

CHUNK = 500


@dataclass(frozen=True)
class Responses:
    """What is said of a file of answers beside the file: a campaign that is new is made like this."""

    version: BankVersion
    organisation: Organisation
    campaign: str
    breakdown: str = ""
    smallest_group: int = SMALLEST
    # When the answers were given; None is now.
    given_at: datetime | None = None
    # Whether numbers are values of the bank or codes of the survey; empty where only one is possible.
    answers_are: AnswersAre = ""


@dataclass
class ResponsesReport(FaultReport):
    """What an import of answers did or, in a dry run, would do."""

    campaign: str = ""
    campaign_is_new: bool = False
    assessments: int = 0
    without_answers: int = 0
    members: int = 0
    recorded: int = 0
    # Members who are in another team now than the file says; they stay where they are.
    elsewhere: int = 0
    new_teams: list[str] = field(default_factory=list)
    missing_columns: tuple[str, ...] = ()
    # Each column of the file, and what becomes of it.
    columns: tuple[tuple[str, str], ...] = ()
    breakdown: str = ""
    # What to look at before it is done.
    advice: list[str] = field(default_factory=list)


def import_responses(
    file: BinaryIO,
    responses: Responses,
    *,
    at: datetime,
    dry_run: bool = False,
    on_rows: Callable[[int], object] = lambda rows: None,
) -> ResponsesReport:
    """Store a submitted assessment for each row of a file that has answers.

    People who are not known by their address become members without sign-in. A dry run writes
    nothing and returns the report with any faults; otherwise a fault raises RefusedFileError and
    undoes everything. CampaignError says why the campaign takes no answers.
    """
    try:
        with transaction.atomic():
            # Two imports wait for each other, and a close that is under way for this one.
            lock_organisation(responses.organisation.pk)
            work = _ResponsesImport(responses, at, dry_run=dry_run)
            work.run(file, on_rows)
            # Raised inside the transaction, which undoes whatever was written before the fault was met.
            if work.report.fault_count and not dry_run:
                raise RefusedFileError(work.report)
    except IntegrityError:
        raise CampaignError(
            _("Somebody else changed people at the same moment. Nothing was written: try again.")
        ) from None
    return work.report


@dataclass(frozen=True)
class _Person:
    """One row, and whom it is about."""

    row: ResponseRow
    email: str
    user: User | None
    membership: Membership | None


class _ResponsesImport:
    def __init__(self, responses: Responses, at: datetime, *, dry_run: bool) -> None:
        self.responses, self.at, self.dry_run = responses, at, dry_run
        self.organisation = responses.organisation
        self.report = ResponsesReport()
        self.book = TeamBook(self.organisation, dry_run=dry_run)
        self.campaign = self._existing()

    def _existing(self) -> Campaign | None:
        """Return the campaign, locked against its close; None where it is to be made."""
        same = queries.campaign_named(self.organisation, self.responses.campaign)
        if same is None:
            return None
        campaign = Campaign.objects.select_for_update().get(pk=same.pk)
        if queries.is_published(campaign):
            raise CampaignError(
                _("The results of this campaign are published, so it takes no more.")
            )
        if not campaign.is_imported:
            # Whoever brings answers in knows them, and could take them out of a group's figures again.
            raise CampaignError(
                _(
                    "People answer this campaign themselves, and answers from a file are never counted with theirs. Choose another name: the file becomes a campaign of its own."
                )
            )
        if campaign.version.bank_id != self.responses.version.bank_id:
            raise CampaignError(_("This campaign asks another question bank."))
        if campaign.opens_at >= self.at:
            raise CampaignError(_("This campaign has not opened yet."))
        return campaign

    def run(self, file: BinaryIO, on_rows: Callable[[int], object]) -> None:
        version_id = self.campaign.version_id if self.campaign else self.responses.version.pk
        instrument = instrument_of(version_id)
        try:
            answers = ResponsesFile(file, instrument, self.responses.answers_are)
            self.report.columns = tuple(answers.heading.fates)
            self.report.advice += answers.heading.notes
            asked = {question.code for question in instrument.questions()}
            self.report.missing_columns = tuple(sorted(asked - set(answers.codes)))
            self._take_campaign(answers)
            rows = answers.rows()
            while chunk := list(islice(rows, CHUNK)):
                self._take(chunk)
                on_rows(len(chunk))
        except UnreadableFileError as error:
            self.report.fault(*error.faults)
        self.report.new_teams = self.book.new
        self.report.advice += self.book.twins()
        if not self.dry_run and not self.report.fault_count:
            self._write_summary()

    # The campaign ---------------------------------------------------------------------------------

    def _take_campaign(self, answers: ResponsesFile) -> None:
        self.report.campaign_is_new = self.campaign is None
        campaign = self.campaign or self._new_campaign(answers)
        self.report.campaign, self.report.breakdown = campaign.slug, campaign.breakdown
        # Only now, when the headings are known to be right: they decide which parts it asks.
        if self.campaign is None and not self.dry_run:
            self.campaign = create_campaign(campaign, by=None, at=self.at)

    def _new_campaign(self, answers: ResponsesFile) -> Campaign:
        """Return a campaign that is over: it invites nobody, and closing it publishes what is in it."""
        given_at = self.responses.given_at or self.at
        version = self.responses.version
        instrument, codes = instrument_of(version.pk), set(answers.codes)
        return Campaign(
            organisation=self.organisation,
            version=version,
            name=self.responses.campaign,
            slug=free_slug(self.organisation, self.responses.campaign),
            # A campaign has to open before it closes; a second will do, as nobody was to answer here.
            opens_at=given_at - timedelta(seconds=1),
            closes_at=given_at,
            smallest_group=self.responses.smallest_group,
            **campaign_fields(
                part.kind for part in PARTS if not codes.isdisjoint(part.codes(instrument))
            ),
            breakdown=self._breakdown(answers),
            audience=Campaign.Audience.PEOPLE,
            is_imported=True,
        )

    def _breakdown(self, answers: ResponsesFile) -> str:
        """Return the attribute that is named; none becomes the breakdown unasked."""
        named = heading_words(self.responses.breakdown)
        if named and named not in answers.attributes:
            message = _("no column has this name, and results are to be broken down by it.")
            raise UnreadableFileError(RowFault(answers.heading.line, named, message))
        return named

    # People ---------------------------------------------------------------------------------------

    def _take(self, chunk: list[ResponseRow | list[RowFault]]) -> None:
        rows: list[ResponseRow] = []
        for item in chunk:
            if isinstance(item, ResponseRow):
                rows.append(item)
            else:
                self.report.fault(*item)
        people = self._people(rows)
        self._find_doubles(people)
        self._count(people)
        # After the first fault the rest is only read for more of them.
        if not self.dry_run and not self.report.fault_count:
            self._write(people)

    def _people(self, rows: Iterable[ResponseRow]) -> list[_Person]:
        emails = {row.line: row.email or _stand_in(row.person, self.organisation) for row in rows}
        known = known_people(emails.values(), self.organisation)
        return [
            _Person(row, email, known.users.get(email), known.memberships.get(email))
            for row, email in ((row, emails[row.line]) for row in rows)
        ]

    def _find_doubles(self, people: Iterable[_Person]) -> None:
        """Find those who have answered in this campaign already."""
        if self.campaign is None or self.report.campaign_is_new:
            return
        by_membership = {one.membership.pk: one for one in people if one.membership}
        for member_id in queries.who_has_begun(self.campaign, by_membership):
            row = by_membership[member_id].row
            column = "email" if row.email else "person"
            message = _("%(who)s has begun or finished this campaign already.")
            who = {"who": row.email or row.person}
            self.report.fault(RowFault(row.line, column, message % who))

    def _count(self, people: Iterable[_Person]) -> None:
        for one in people:
            self.report.members += one.membership is not None
            self.report.recorded += one.membership is None
            self.report.assessments += bool(one.row.answers)
            self.report.without_answers += not one.row.answers
            if (
                one.membership
                and one.membership.user.signs_in
                and one.membership.team_id
                and one.row.team
            ):
                self.report.elsewhere += not self.book.same(one.row.team, one.membership.team_id)
            if self.dry_run or not self.report.fault_count:
                self.book.find(one.row.team)

    def _write(self, people: list[_Person]) -> None:
        memberships = self._write_memberships(people)
        given_at = self.responses.given_at or self.at
        campaign = self.campaign
        if campaign is None:
            raise ValueError("The campaign is made before anybody is in it.")
        moment = min(max(given_at, campaign.opens_at), campaign.closes_at)
        store_sittings(
            (
                PersonAnswers(memberships[one.email].pk, moment, moment, one.row.answers)
                for one in people
                if one.row.answers
            ),
            campaign=campaign,
        )
        if campaign.audience == Campaign.Audience.PEOPLE:
            campaign.people.add(*memberships.values())

    def _write_memberships(self, people: list[_Person]) -> Mapping[str, Membership]:
        """Give new people a membership; the file says where those without sign-in are, and of others what is not known."""
        old = {one.email: one.membership for one in people if one.membership}
        for one in people:
            if one.membership:
                self._update_membership(one.membership, one.row)
        Membership.objects.bulk_update(old.values(), ["team", "attributes"])
        strangers = [one for one in people if not one.membership]
        made = create_memberships(
            (
                Newcomer(
                    one.user or new_user(one.email, one.row.name, signs_in=False),
                    one.row.name,
                    self.book.find(one.row.team),
                    one.row.attributes,
                )
                for one in strangers
            ),
            organisation=self.organisation,
            act="membership.recorded",
            at=self.at,
        )
        return old | {
            one.email: membership for one, membership in zip(strangers, made, strict=True)
        }

    def _update_membership(self, membership: Membership, row: ResponseRow) -> None:
        if row.team and (membership.team_id is None or not membership.user.signs_in):
            membership.team_id = self.book.find(row.team)
        given = dict(row.attributes)
        membership.attributes = (
            given | membership.attributes
            if membership.user.signs_in
            else membership.attributes | given
        )

    def _write_summary(self) -> None:
        report = self.report
        audit(
            "responses.imported",
            at=self.at,
            by=None,
            subject=self.campaign,
            organisation=self.organisation,
            assessments=report.assessments,
            without_answers=report.without_answers,
            members=report.members,
            recorded=report.recorded,
            new_teams=len(report.new_teams),
        )


def _stand_in(person: str, organisation: Organisation) -> str:
    """Return what stands for an address of somebody known by a name or a number in files alone.

    The same each time, so that a later file finds the same person.
    """
    digest = sha256(person.casefold().encode()).hexdigest()[:24]
    return f"{digest}@{organisation.slug}{NO_ADDRESS}"
