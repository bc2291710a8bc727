"""A person is erased on request: all that is theirs goes, all that is published stays, nobody is given away later."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client
from django.urls import reverse

from accounts.actions import (
    OrganisationDetails,
    ask_for_address,
    change_organisation,
    confirm_address,
    erase_person,
    invite_member,
    keep_import,
    rename_attribute,
    rename_value,
    send_invitations,
)
from accounts.errors import LastAdministratorError
from accounts.kept_posts import FIELD, writer
from accounts.models import AuditEntry, Membership, Message, Organisation, RoleGrant, User
from accounts.permissions import Role
from assessments.models import Answer, Assessment, Campaign, EvidenceNote, ThemeScore
from assessments.queries import people_followed
from documents.actions import queue
from documents.models import StoredDocument
from plans.actions import answer_invitation, invite_to_set, start_set
from plans.models import Goal, LearningSet, Seat, Share
from psychometrics.actions import StatisticsError, renew_item_statistics
from results.actions import close_campaign
from results.models import Cell, Release, Roll
from tests.architecture.access import NOW, Stage
from tests.building import finished, person_1
from tests.factories import (
    PASSWORD,
    AssessmentFactory,
    CampaignFactory,
    GoalFactory,
    MembershipFactory,
    TeamFactory,
)
from tests.results.published import answered
from tests.results.test_matched import changes, run

ERASED_AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
NAME, ADDRESS = "PLANTED Person", "planted.person@council.example"
PLANTED = "PLANTED"


@pytest.fixture
def planted(organisation, version, colleague, administrator) -> Membership:
    """Somebody who left a trace in everything that keeps any."""
    team = TeamFactory(organisation=organisation)
    member = MembershipFactory(
        organisation=organisation, user__name=NAME, user__email=ADDRESS, team=team,
        roles=[Role.MANAGER], attributes={"grade": "PLANTED G10"},
    )  # fmt: skip
    owner = member.user
    report = finished(owner, version, person_1(), notes={"ASP": "PLANTED note"})
    begun = AssessmentFactory(member=member, answers={"ASP-01": "4"})
    EvidenceNote.objects.create(
        assessment=begun, theme_id=version.pk and _theme(begun), text="PLANTED", saved_at=NOW
    )
    GoalFactory(plan__member=member, version=version, goal="PLANTED goal", assessment=report)
    stage = Stage(organisation, owner, colleague, colleague, administrator, colleague)
    stage.__dict__["report"] = report
    assert stage.share
    theirs = start_set(name="PLANTED set", purpose="PLANTED", by=member, at=NOW)
    invite_to_set(theirs.public_id, colleague.email, by=owner, at=NOW)
    signing_in = {"login": ADDRESS, "password": PASSWORD}
    Client(headers={"User-Agent": "PLANTED agent"}).post(reverse("account_login"), signing_in)
    EmailAddress.objects.create(user=owner, email=ADDRESS)
    queue("my_data", {"user": owner.pk}, owner_id=owner.pk, at=NOW)
    queue("log_csv", {"organisation": organisation.pk, "about": ADDRESS}, owner_id=None, at=NOW)
    queue("people", {"organisation": organisation.pk, "text": ADDRESS}, owner_id=None, at=NOW)
    send_invitations([member], by=administrator, at=NOW)
    details = OrganisationDetails(organisation.name, NAME, ADDRESS)
    change_organisation(organisation, details, by=owner, at=NOW)
    other = colleague.memberships.get()
    ask_for_address(other, "next@council.example", by=owner, at=NOW)
    _send_signed_out(owner, begun)
    keep_import(ADDRESS.encode(), "a.csv", organisation=organisation, by=administrator, at=NOW)
    return member


def _send_signed_out(owner: User, begun: Assessment) -> None:
    """Send words by forms whose sessions have ended: browsers that nobody has signed in to again keep them."""
    Client().post(reverse("plans:new_goal"), {"goal": "PLANTED signed out", FIELD: writer(owner)})
    page = reverse("assessments:theme", args=[begun.public_id, "ASP"])
    Client().post(page, {"note": "PLANTED signed out"})


def _theme(assessment: Assessment) -> int:
    return apps.get_model("banks.Theme").objects.filter(version=assessment.version_id)[0].pk


def all_that_is_stored() -> str:
    """Every value of every row, as text, and what is in sessions."""
    text = []
    for model in apps.get_models():
        for row in model._base_manager.values():
            values = (bytes(v) if isinstance(v, bytes | memoryview) else v for v in row.values())
            text.append(f"{model._meta.label} {[*values]}")
    sessions = apps.get_model("sessions.Session").objects.all()
    return "\n".join([*text, *(str(session.get_decoded()) for session in sessions)])


def erase(member: Membership, *, by: User | None = None) -> None:
    erase_person(member.user, organisation=member.organisation, by=by, at=ERASED_AT)


def test_nothing_of_the_person_is_left_anywhere(planted, administrator):
    before = all_that_is_stored()
    key = planted.user_id

    erase(planted, by=administrator)

    after = all_that_is_stored()
    assert PLANTED in before
    assert ADDRESS in before
    assert [line for line in after.splitlines() if PLANTED in line or ADDRESS in line] == []
    assert not StoredDocument.objects.filter(owner=key).exists()
    assert not Assessment.objects.exists()
    assert not Goal.objects.exists()
    assert f"'_auth_user_id': '{key}'" not in after


def test_value_of_the_erased_person_alone_goes_from_the_log_of_attributes(
    organisation, administrator
):
    """Also what it was called before, and under the attribute's former name; what others share stays."""
    said = {"organisation": organisation, "by": administrator, "at": NOW}
    alone, shared, other = (
        MembershipFactory(organisation=organisation, attributes={"post": post, "site": site})
        for post, site in (("Chief", "hall"), ("Clerk", "hall"), ("Usher", "Annexe"))
    )
    rename_value("post", "Chief", "Chief officer", **said)
    rename_value("post", "Usher", "Senior usher", **said)
    rename_value("site", "hall", "Hall", **said)
    rename_attribute("post", "job", **said)
    rename_value("job", "Chief officer", "Chief executive", **said)

    erase(alone, by=administrator)

    left = all_that_is_stored()
    assert "Chief" not in left
    lines = AuditEntry.objects.filter(act="attribute.value_changed").order_by("pk")
    assert [line.details["changed"]["value"] for line in lines] == [
        ["", ""],
        ["Usher", "Senior usher"],
        ["hall", "Hall"],
        ["", ""],
    ]
    # That it was done, and to how many, stays.
    assert {line.details["people"] for line in lines} == {1, 2}

    erase(other, by=administrator)
    erase(shared, by=administrator)
    assert not [word for word in ("sher", "Hall", "hall") if word in all_that_is_stored()]


def test_the_log_says_that_somebody_was_erased_and_by_whom_and_not_who(planted, administrator):
    erase(planted, by=administrator)

    entry = AuditEntry.objects.get(act="person.erased")
    assert (entry.actor, entry.subject, entry.details) == (
        administrator, "Ambleford Borough Council", {},
    )  # fmt: skip
    # What they did stays done, by nobody in particular.
    acts = AuditEntry.objects.filter(actor=planted.user_id)
    assert {one.act for one in acts} >= {"organisation.changed", "report.shared"}
    assert {one.actor.name for one in acts.select_related("actor")} == {"Erased person"}
    assert set(acts.values_list("actor__is_active", "actor__signs_in")) == {(False, False)}


def test_what_others_have_stays(planted, colleague, version):
    theirs = finished(colleague, version, person_1(), notes={"ASP": "Theirs"})
    goal = GoalFactory(plan__member=colleague.memberships.get())
    answers = Answer.objects.filter(assessment=theirs).count()

    erase(planted)

    assert Answer.objects.filter(assessment=theirs).count() == answers > 0
    assert EvidenceNote.objects.get().text == "Theirs"
    assert Goal.objects.get() == goal
    colleague.refresh_from_db()
    assert colleague.is_active
    assert colleague.name == "Casey Colleague"


def test_set_passes_to_who_joined_next_and_one_that_nobody_joined_goes(
    organisation, manager, colleague
):
    kept, other = (
        start_set(name=name, purpose="", by=manager.memberships.get(), at=NOW)
        for name in ("Kept", "Alone")
    )
    invite_to_set(kept.public_id, colleague.email, by=manager, at=NOW)
    answer_invitation(kept.public_id, accept=True, by=colleague, at=NOW)

    erase(manager.memberships.get())

    assert list(LearningSet.objects.all()) == [kept]
    assert kept.ended_at is None
    assert Seat.objects.get().member.user == colleague
    assert not LearningSet.objects.filter(pk=other.pk).exists()


def test_what_was_shared_with_them_is_shared_no_more(planted, colleague):
    erase(colleague.memberships.get())

    assert not Share.objects.exists()
    assert all(colleague.email not in str(one.details) for one in AuditEntry.objects.all())
    assert Assessment.objects.filter(member=planted).count() == 2


def test_another_organisation_keeps_what_is_its_own(planted, administrator):
    elsewhere = MembershipFactory(user=planted.user, roles=[Role.MANAGER], left_at=NOW)
    theirs = AssessmentFactory(member=elsewhere)

    erase(planted, by=administrator)

    planted.user.refresh_from_db()
    assert planted.user.email == ADDRESS
    assert planted.user.is_active
    assert list(Assessment.objects.all()) == [theirs]
    acts = AuditEntry.objects.filter(organisation=planted.organisation)
    assert not acts.filter(actor=planted.user).exists()
    assert not acts.filter(subject=ADDRESS).exists()
    lines = [one for one in all_that_is_stored().splitlines() if PLANTED in one or ADDRESS in one]
    # A session, which is a dictionary here, is the account's too.
    kept = {line.split()[0] for line in lines if not line.startswith("{")}
    assert kept == {"account.EmailAddress", "accounts.User", "usersessions.UserSession"}


def name_contact(
    organisation: Organisation, administrator: User, name: str, address: str, at: datetime
) -> None:
    details = OrganisationDetails(organisation.name, name, address)
    change_organisation(organisation, details, by=administrator, at=at)
    organisation.refresh_from_db()


def test_colleague_who_has_a_former_address_of_theirs_by_now_keeps_what_is_said_of_them(
    organisation, administrator
):
    contact = partial(name_contact, organisation, administrator)
    member = MembershipFactory(organisation=organisation, user__email=ADDRESS, roles=[Role.MANAGER])
    contact(NAME, ADDRESS, NOW)
    ask_for_address(member, "next@council.example", by=member.user, at=NOW)
    confirm_address(Message.objects.get(kind="new_address"), at=NOW + timedelta(hours=1))
    later = NOW + timedelta(hours=2)
    colleague = invite_member(
        ADDRESS, "Colleague", organisation=organisation, roles=[Role.MANAGER], by=administrator,
        at=later,
    )  # fmt: skip
    contact("Another", "another@council.example", later)
    contact("Colleague", ADDRESS, later + timedelta(hours=1))
    member.user.refresh_from_db()

    erase(member)

    organisation.refresh_from_db()
    assert (organisation.contact_name, organisation.contact_email) == ("Colleague", ADDRESS)
    theirs = AuditEntry.objects.get(act="membership.invited")
    assert theirs.subject == colleague.user.email == ADDRESS
    assert theirs.details
    # What was said of the erased person while the address was theirs has gone all the same.
    *of_them, of_colleague = AuditEntry.objects.filter(act="organisation.changed").order_by("at")
    assert [one.details for one in of_them] == [{}, {}]
    assert of_colleague.details["changed"]["contact_name"] == ["Another", "Colleague"]
    assert not AuditEntry.objects.filter(subject="next@council.example").exists()


def test_their_name_as_the_contact_goes_where_it_alone_was_changed(organisation, administrator):
    contact = partial(name_contact, organisation, administrator)
    member = MembershipFactory(organisation=organisation, user__email=ADDRESS, roles=[Role.MANAGER])
    contact(NAME, ADDRESS, NOW)
    contact(f"{NAME}, Learning", ADDRESS, NOW + timedelta(hours=1))
    contact("Another", "another@council.example", NOW + timedelta(hours=2))
    contact("Another, Learning", "another@council.example", NOW + timedelta(hours=3))

    erase(member)

    *of_them, of_another = AuditEntry.objects.filter(act="organisation.changed").order_by("at")
    assert [one.details for one in of_them] == [{}, {}, {}]
    assert of_another.details["changed"]["contact_name"] == ["Another", "Another, Learning"]


def test_the_only_administrator_is_not_erased(administrator):
    with pytest.raises(LastAdministratorError):
        erase(administrator.memberships.get())

    assert Membership.objects.filter(user=administrator).exists()


def test_erasing_twice_changes_nothing_more(planted):
    erase(planted)
    entries = AuditEntry.objects.count()

    erased = erase_person(planted.user, organisation=planted.organisation, by=None, at=ERASED_AT)

    assert not Membership.objects.filter(user=planted.user).exists()
    assert "accounts.Membership" not in +erased
    assert AuditEntry.objects.count() <= entries + 1


# Campaigns and results -------------------------------------------------------------------------


def cells(release: Release) -> list[tuple[object, ...]]:
    return list(Cell.objects.filter(group__release=release).order_by("pk").values_list())


@pytest.fixture
def staff(organisation: Organisation) -> list[Membership]:
    """Twelve in Housing and twelve in Streets."""
    teams = [TeamFactory(organisation=organisation, name=name) for name in ("Housing", "Streets")]
    return [
        MembershipFactory(organisation=organisation, team=teams[number // 12], roles=[Role.MANAGER])
        for number in range(24)
    ]


def _followed(campaign: Campaign) -> tuple[int, int]:
    """Return how many are invited and how many have finished."""
    people = list(people_followed(campaign))
    return len(people), sum(one.has_submitted for one in people)


def test_open_campaign_counts_them_no_more(staff, version, organisation):
    campaign = CampaignFactory(organisation=organisation, version=version)
    for member in staff[:10]:
        answered(member, campaign, 3, campaign.opens_at)
    before = _followed(campaign)

    erase(staff[0])

    after = _followed(campaign)
    assert (before, after) == ((24, 10), (23, 9))


def test_published_figures_stay_as_they_are(staff, version):
    release = run(0, staff, version)
    before = cells(release)

    erase(staff[0])

    release.refresh_from_db()
    assert cells(release) == before
    assert (release.invited, release.submitted) == (24, 24)
    key = Roll.objects.filter(group__release=release, statistic="people").first()
    assert key is not None
    # Which themes, so that the next release knows on whom an average rests; no score, and nobody's name.
    assert {len(codes) for codes in release.erased.values()} == {6}


def test_a_later_change_does_not_give_away_who_was_erased(staff, version, organisation):
    """The average of twelve before, and the average and change of eleven now, would tell the twelfth's score."""
    run(0, staff, version)

    erase(staff[0])
    now = run(1, staff[1:], version)

    assert changes(now) == {
        organisation.name: "too_few_matched",
        "Housing": "too_few_matched",
        "Streets": pytest.approx(changes(now)["Streets"]),
    }


def test_a_change_is_hidden_as_it_would_be_had_they_only_left(staff, version, organisation):
    def second_round(gone: Iterable[Membership]) -> dict[str, float | str]:
        run(0, staff, version)
        for member in gone:
            erase(member)
        return changes(run(1, [one for one in staff if one not in gone], version))

    # Six are a group of their own: what they scored together is no one person's business.
    found = second_round(staff[:6])
    assert isinstance(found["Housing"], float)
    assert isinstance(found[organisation.name], float)


def test_theme_that_the_erased_person_was_not_scored_on_is_remembered_so(staff, version):
    campaign = CampaignFactory(
        organisation=staff[0].organisation, version=version,
        closes_at=datetime(2026, 3, 30, tzinfo=UTC),
    )  # fmt: skip
    for member in staff:
        answered(member, campaign, 3, campaign.opens_at)
    ThemeScore.objects.filter(assessment__member=staff[0], theme__code="ASP").update(
        status="insufficient", score=None, mean=None, band=""
    )
    release = close_campaign(campaign, by=None, at=campaign.closes_at + timedelta(days=1))

    erase(staff[0])

    release.refresh_from_db()
    (codes,) = release.erased.values()
    assert "ASP" not in codes
    assert len(codes) == 5


def test_item_statistics_stay_until_enough_people_have_gone(
    staff, version, organisation, administrator
):
    more = [MembershipFactory(organisation=organisation, team=staff[0].team) for _ in range(30)]
    campaign = CampaignFactory(organisation=organisation, version=version)
    for member in (*staff, *more[:20]):
        answered(member, campaign, 3, campaign.opens_at)
    taken = campaign.opens_at + timedelta(days=1)
    first = renew_item_statistics(version, organisation=organisation, by=administrator, at=taken)
    first.refresh_from_db()
    figures = first.figures
    erase(staff[0])
    for member in more[20:]:
        answered(member, campaign, 3, taken + timedelta(days=1))

    first.refresh_from_db()
    assert first.figures == figures
    with pytest.raises(StatisticsError):
        renew_item_statistics(
            version, organisation=organisation, by=administrator, at=taken + timedelta(days=2)
        )


# By page ---------------------------------------------------------------------------------------


def test_it_is_asked_twice(client_of, hr_lead, manager):
    page = client_of(hr_lead)
    member = manager.memberships.get()
    url = reverse("people:erase", args=[member.pk])

    first = page.get(url).content.decode()
    wrong = page.post(url, {"who": "somebody@else.example"}).content.decode()
    second = page.post(url, {"who": " Morgan@council.example "}).content.decode()
    assert Membership.objects.filter(pk=member.pk).exists()
    done = page.post(url, {"who": "morgan@council.example", "sure": "1"}, follow=True)

    assert "Results that are published" in first
    assert "Is it the right person?" in wrong
    assert "for good" not in wrong
    assert "Erase Morgan Manager for good?" in second
    assert "is erased" in done.content.decode()
    assert "Morgan" not in done.content.decode()
    assert not Membership.objects.filter(pk=member.pk).exists()
    assert page.get(url).status_code == 404


def test_page_tells_nothing_of_what_somebody_wrote(client_of, hr_lead, planted):
    page = client_of(hr_lead).get(reverse("people:erase", args=[planted.pk])).content.decode()

    # How many goals or answers there are is nobody's business: it is the same page for all.
    assert "PLANTED note" not in page
    assert "PLANTED goal" not in page
    assert not any(f"{n} goal" in page for n in range(10))


def test_person_who_left_can_be_erased_and_is_signed_out(client_of, hr_lead, manager):
    theirs = client_of(manager)
    member = manager.memberships.get()
    member.left_at = NOW
    member.save()
    member.role_grants.all().delete()

    client_of(hr_lead).post(
        reverse("people:erase", args=[member.pk]), {"who": manager.email, "sure": "1"}
    )

    assert theirs.get("/").status_code == 302
    assert not Membership.objects.filter(pk=member.pk).exists()


def test_nobody_erases_who_holds_more_or_themselves(client_of, hr_lead, administrator):
    def visit(who: User, whom: User) -> int:
        url = reverse("people:erase", args=[whom.memberships.get().pk])
        return client_of(who).post(url, {"who": whom.email, "sure": "1"}).status_code

    assert visit(hr_lead, administrator) == 403
    assert visit(hr_lead, hr_lead) == 403
    assert visit(administrator, administrator) == 403
    assert visit(administrator, hr_lead) == 302


def test_link_to_erase_is_there_for_those_who_may(client_of, hr_lead, organisation, manager):
    care = TeamFactory(organisation=organisation)
    member = manager.memberships.get()
    member.team = care
    member.save()
    lead = MembershipFactory(organisation=organisation, team=care)
    RoleGrant.objects.create(membership=lead, role=Role.HR_LEAD, branch=care)
    url, link = (reverse(f"people:{name}", args=[member.pk]) for name in ("member", "erase"))

    assert link in client_of(hr_lead).get(url).content.decode()
    assert link not in client_of(lead.user).get(url).content.decode()
    assert client_of(lead.user).get(link).status_code == 403


# By command ------------------------------------------------------------------------------------


def erase_by_command(*arguments: str) -> str:
    out = StringIO()
    call_command("erase_person", *arguments, stdout=out)
    return out.getvalue()


def test_dry_run_counts_and_erases_nothing(planted):
    before = all_that_is_stored()

    said = erase_by_command(ADDRESS, "--dry-run")

    assert all_that_is_stored() == before
    assert "2 assessments\n" in said
    assert "1 goals\n" in said
    assert "1 shares\n" in said
    assert said.endswith("Dry run, nothing is erased.\n")


def test_command_erases_in_all_organisations_or_in_one(planted):
    other = MembershipFactory(user=planted.user, organisation__slug="other")
    erase_by_command(ADDRESS, "--organisation", "other", "--no-input")
    assert list(planted.user.memberships.all()) == [planted]
    assert not Membership.objects.filter(pk=other.pk).exists()

    MembershipFactory(user=planted.user)
    erase_by_command(ADDRESS.upper(), "--no-input")

    assert ADDRESS not in all_that_is_stored()


def test_command_asks_for_the_address_once_more(planted, monkeypatch):
    monkeypatch.setattr("builtins.input", lambda words: "another@council.example")
    with pytest.raises(CommandError, match="another address"):
        erase_by_command(ADDRESS)
    assert Membership.objects.filter(pk=planted.pk).exists()

    monkeypatch.setattr("builtins.input", lambda words: ADDRESS)
    erase_by_command(ADDRESS)
    assert not Membership.objects.filter(pk=planted.pk).exists()


def test_command_shows_first_what_would_go(planted, monkeypatch, capsys):
    monkeypatch.setattr("builtins.input", lambda words: "another@council.example")

    with pytest.raises(CommandError, match="another address"):
        call_command("erase_person", ADDRESS)

    assert "2 assessments\n" in capsys.readouterr().out


def test_command_looks_again_once_it_is_done(planted, monkeypatch):
    def erase_while_somebody_adds_them(user, *, dry_run, **others):
        erased = erase_person(user, dry_run=dry_run, **others)
        if not dry_run:
            MembershipFactory(organisation=planted.organisation, user__email=ADDRESS)
        return erased

    monkeypatch.setattr("accounts.actions.erase_person", erase_while_somebody_adds_them)

    with pytest.raises(CommandError, match="again meanwhile"):
        erase_by_command(ADDRESS, "--no-input")


def _nobody_there(words: str) -> str:
    raise EOFError


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["nobody@council.example"], "nobody with this address"),
        ([ADDRESS, "--organisation", "nowhere"], "no place"),
        ([ADDRESS], "--no-input"),
    ],
)
def test_command_refuses(planted, monkeypatch, arguments, said):
    monkeypatch.setattr("builtins.input", _nobody_there)
    with pytest.raises(CommandError, match=said):
        erase_by_command(*arguments)
    assert Membership.objects.filter(pk=planted.pk).exists()


def test_command_refuses_the_only_administrator(administrator):
    with pytest.raises(CommandError, match="only administrator"):
        erase_by_command(administrator.email, "--no-input")


# What a later app may add ----------------------------------------------------------------------

# Of a membership: by whom each is erased. Of an account: what stands there of those who are erased, as acts of nobody.
GOES = {
    "accounts.RoleGrant.membership", "accounts.Message.to", "assessments.Assessment.member",
    "assessments.Campaign_people.membership", "plans.Plan.member", "plans.Seat.member",
    "plans.Share.reader", "assessments.NewsSwitchedOff.member", "provisioning.DirectoryPerson.membership",
    "observers.PeopleBehind.member",
    # Whom somebody else chose to agree to their list, or to print cards for them: emptied, and the round stays.
    "observers.Round.approver", "observers.Round.keeper",
}  # fmt: skip
OF_ACCOUNTS = {
    "account.EmailAddress.user", "usersessions.UserSession.user", "accounts.Membership.user", "accounts.PendingImport.made_by",
    "documents.StoredDocument.owner", "mfa.Authenticator.user", "identity.ProviderLink.user", "api.PersonalToken.person",
}  # fmt: skip
ACTS = {
    "accounts.AuditEntry.actor", "accounts.Membership.added_by", "accounts.Membership.confirmed_by", "assessments.AdoptedPrecision.adopted_by",
    "assessments.Campaign.purpose_confirmed_by", "assessments.CampaignRepeat.asked_by",
    "results.Publishing.asked_by", "banks.BankVersion.published_by", "provisioning.DirectoryToken.actor", "provisioning.DirectoryToken.made_by",
    "banks.DraftChange.by", "banks.OfferedLanguage.offered_by", "banks.PendingBank.made_by", "psychometrics.ItemSnapshot.taken_by",
    "api.Program.actor", "api.Program.made_by", "api.Webhook.made_by",
}  # fmt: skip


def _pointing_at(model: type[models.Model]) -> set[str]:
    fields = (
        field for one in apps.get_models(include_auto_created=True) for field in one._meta.fields
    )
    return {
        f"{field.model._meta.label}.{field.name}"
        for field in fields
        if field.related_model is model
    }


def test_whatever_points_to_a_person_is_thought_of():
    """A new row about people belongs into an eraser, and then here."""
    assert _pointing_at(Membership) == GOES
    assert _pointing_at(User) == OF_ACCOUNTS | ACTS
