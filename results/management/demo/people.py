"""Makes those of the made-up council who can sign in, each at another stage."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from accounts.actions import TeamBook
from accounts.models import Membership, Organisation, RoleGrant, User
from accounts.people_file import team_path
from assessments import actions
from assessments.actions import AnswerChange, AnswerChanges
from assessments.management.habits import answers_of
from assessments.models import Answer, Assessment, Campaign
from banks.models import BankVersion
from banks.queries import instrument_of, question_ids
from leadership.instrument import Instrument, Question, Scale, Theme
from results.management.demo.script import Person, Script

MINUTES = 13
SKIP, DOES_NOT_APPLY = ".", "n"
SINCE_FIRST = timedelta(days=187)
# Longer than any of the council's campaigns ago, so that all of them count.
MEMBERS_FOR = timedelta(days=730)


def make_people(
    script: Script, version: BankVersion, campaign: Campaign, *, password: str, at: datetime
) -> None:
    locations = {team.path: team.location for team in script.teams}
    for number, person in enumerate(script.people):
        member = _member(
            script, person, locations.get(person.team, ""), password, since=at - MEMBERS_FOR
        )
        _answer_all(person, member, version, campaign, at=at - timedelta(hours=7 * number + 2))


def _member(
    script: Script, person: Person, location: str, password: str, *, since: datetime
) -> Membership:
    """Make the person directly: an invitation would send mail to an address that nobody has."""
    organisation = Organisation.objects.get(slug=person.council or script.slug)
    book = TeamBook(organisation, dry_run=False)
    email = script.email_of(person.name, person.council)
    user = User.objects.create_user(email, password, name=person.name)
    attributes = {"grade": person.grade, "location": location if person.grade else ""}
    member = Membership.objects.create(
        user=user,
        organisation=organisation,
        joined_at=since,
        team_id=book.find(team_path(person.team)),
        attributes={key: value for key, value in attributes.items() if value},
    )
    branch = book.find(team_path(person.branch))
    RoleGrant.objects.create(membership=member, role=person.role, branch_id=branch)
    return member


def _answer_all(
    person: Person, member: Membership, version: BankVersion, campaign: Campaign, *, at: datetime
) -> None:
    if person.first:
        begun = at - SINCE_FIRST
        first = actions.start_own_assessment(version, by=member, at=begun)
        _answer(first, person.first, note="", at=begun)
    if person.campaign:
        assessment = actions.start_campaign_assessment(campaign, by=member, at=at)
        _answer(assessment, person.campaign, note=person.note, finish=person.finished, at=at)


def _answer(
    assessment: Assessment, words: str, *, note: str, at: datetime, finish: bool = True
) -> None:
    instrument = instrument_of(assessment.version_id)
    user = assessment.member.user
    for number, (theme, word) in enumerate(zip(instrument.themes, words.split(), strict=False)):
        changes = AnswerChanges(
            answers={code: AnswerChange(text) for code, text in _texts(instrument, theme, word)},
            notes={theme.code: AnswerChange(note)} if note and number == 0 else {},
        )
        saved_at = at + timedelta(minutes=2 * number)
        actions.save_answers(assessment.public_id, changes, by=user, at=saved_at)
    if finish:
        _answer_other_parts(assessment, instrument, words, at=at)
        actions.submit_assessment(assessment.public_id, by=user, at=at + timedelta(minutes=MINUTES))


def _answer_other_parts(
    assessment: Assessment, instrument: Instrument, words: str, *, at: datetime
) -> None:
    """Answer about learning too, as somebody would who answers like this about how they lead."""
    digits = [int(letter) for letter in words if letter.isdigit()]
    habit = (sum(digits) / len(digits) - 1) / 4
    chance = Random(words)  # noqa: S311 - the same each time
    given = answers_of(instrument, habit, chance)
    ids = question_ids(assessment.version_id)
    themes = {question.code for question in instrument.questions()}
    Answer.objects.bulk_create(
        Answer(
            assessment=assessment,
            question_id=ids[code],
            value=answer if isinstance(answer, int) else None,
            other="" if isinstance(answer, int) else answer,
            saved_at=at,
        )
        for code, answer in given.items()
        if code not in themes
    )


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
