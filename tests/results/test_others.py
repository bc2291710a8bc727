"""HR sees how many were asked and answered, and how far the views are apart, of a campaign as a whole: counted once, and of nobody."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Organisation
from assessments.models import Assessment, Campaign
from leadership.observing import RaterGroup
from observers.disclosure import Figure, Unit
from observers.models import CampaignRounds, Rater, Round
from observers.published import Own, Published, plain
from observers.queries import Rated, counted_from
from results.actions import close_campaign, count_rounds, count_rounds_of, wake_to_count_rounds
from results.actions.others import forget_whom_was_counted, response_of
from results.disclosure import Cell, Rules, publish
from results.management.commands.tick import Command
from results.models import OthersSummary
from results.queries.others import gap_snapshot, themes_asked
from tests.factories import CampaignFactory, MembershipFactory
from tests.results.published import CLOSES, OPENS, answered

THEMES = ("ASP", "EMA", "LCF", "LIS", "EVA", "AGI")
DUE = CLOSES + timedelta(weeks=13)


@pytest.fixture
def campaign(organisation: Organisation, version) -> Campaign:
    return CampaignFactory(
        organisation=organisation, version=version, slug="spring", opens_at=OPENS,
        closes_at=CLOSES,
    )  # fmt: skip


def published_about(
    sitting: Assessment, you: float, others: float, *, asked: int = 6, answered: int = 5,
    themes: tuple[str, ...] = THEMES,
) -> Round:  # fmt: skip
    """A round as its publishing leaves it."""
    unit = Unit("others", (RaterGroup.STAFF,), answered, {c: Figure(int(others)) for c in themes})
    said = Published(Own(dict.fromkeys(THEMES, you), {}), None, (unit,), unit, (), {})
    made = Round.objects.create(
        assessment=sitting, made_at=OPENS, opens_at=OPENS, closes_at=CLOSES, started_at=OPENS,
        published_at=CLOSES, results=plain(said),
    )  # fmt: skip
    Rater.objects.bulk_create(
        Rater(
            round=made, group="staff", name=f"R{n}", email=f"r{n}.{made.pk}@asked.example",
            sent_in=CLOSES.date() if n < answered else None,
        )
        for n in range(asked)
    )  # fmt: skip
    return made


def sittings(campaign: Campaign, number: int) -> list[Assessment]:
    people = [MembershipFactory(organisation=campaign.organisation) for _n in range(number)]
    return [answered(member, campaign, 2 + place % 3, OPENS) for place, member in enumerate(people)]


def rate(found: list[Assessment], **more) -> None:
    for place, one in enumerate(found):
        published_about(one, 60 + place % 4 * 5, 55, **more)


def closed(campaign: Campaign) -> Campaign:
    close_campaign(campaign, by=None, at=CLOSES)
    campaign.refresh_from_db()
    return campaign


def bare(page: str) -> str:
    """A page without what is another in each answer."""
    return re.sub(r'(nonce|value)="[^"]+"', "", page)


@pytest.fixture
def page(client_of, hr_lead):
    def read() -> str:
        answer = client_of(hr_lead).get(reverse("results:others", args=["spring"]))
        assert answer.status_code == 200
        return answer.content.decode()

    return read


def test_it_is_found_from_the_results_and_says_when_it_will_be_counted(
    campaign, page, client_of, hr_lead
):
    sittings(campaign, 12)
    closed(campaign)
    client: Client = client_of(hr_lead)
    results = client.get(reverse("results:results", args=["spring"])).content.decode()
    assert reverse("results:others", args=["spring"]) in results
    followed = client.get(reverse("assessments:campaign", args=["spring"])).content.decode()
    assert reverse("results:others", args=["spring"]) in followed

    assert "is counted once, then" in page()
    CampaignRounds.objects.create(campaign=campaign, days_after=14)
    assert "when all are over" in page()


def test_counts_and_mean_differences_are_published_once_by_the_worker(campaign, page):
    found = sittings(campaign, 12)
    rate(found)
    closed(campaign)
    Command()._rounds(DUE - timedelta(days=1))
    assert not OthersSummary.objects.exists()

    assert wake_to_count_rounds(at=DUE) == 1
    summary = count_rounds_of(campaign, at=DUE)
    assert (summary.rated, summary.asked, summary.answered) == (12, 72, 85)
    assert len({cell["label"] for cell in summary.gaps}) == 6
    assert {cell["value"] for cell in summary.gaps} == {13.0}
    shown = page()
    assert "about 85%" in shown
    assert "+13" in shown
    assert "they see more of it than others do" in shown
    # A later one is never added.
    published_about(sittings(campaign, 1)[0], 100, 0)
    assert count_rounds_of(campaign, at=DUE + timedelta(days=9)) == summary
    assert bare(page()) == bare(shown)


def test_the_worker_counts_what_is_due_and_nothing_twice(campaign, time_machine):
    rate(sittings(campaign, 10))
    closed(campaign)
    time_machine.move_to(DUE, tick=False)
    count_rounds.call()
    count_rounds.call()

    assert OthersSummary.objects.get().rated == 10


@pytest.mark.parametrize("number", [0, 1, 4])
def test_under_the_smallest_group_nothing_is_told_not_even_that_there_is_none(
    campaign, page, number
):
    """A count of one rated person with three asked would say who is asked, and with an end whether all answered."""
    found = sittings(campaign, 12)
    rate(found[:number], asked=3, answered=3)
    closed(campaign)
    summary = count_rounds_of(campaign, at=DUE)

    assert (summary.rated, summary.asked, summary.answered) == (None, None, None)
    assert summary.gaps == []
    shown = page()
    assert "or none have" in shown
    assert "People who asked others" not in shown


def test_from_five_the_counts_show_and_the_differences_only_from_ten(campaign, page):
    rate(sittings(campaign, 9))
    closed(campaign)
    summary = count_rounds_of(campaign, at=DUE)

    assert (summary.rated, summary.gaps) == (9, [])
    assert "fewer than 10 people" in page()


def test_how_many_it_takes_is_what_the_campaign_says(campaign, page):
    Campaign.objects.filter(pk=campaign.pk).update(smallest_group=12)
    campaign.refresh_from_db()
    rate(sittings(campaign, 14)[:11])
    closed(campaign)
    count_rounds_of(campaign, at=DUE)
    OthersSummary.objects.update(rated=12, asked=72, answered=85)

    assert "fewer than 12 people" in page()


def test_themes_are_named_as_the_bank_names_them_now_and_not_as_they_were_stored(campaign, page):
    rate(sittings(campaign, 10))
    closed(campaign)
    summary = count_rounds_of(campaign, at=DUE)
    title = summary.gaps[0]["label"]
    assert [row["theme"] for row in summary.gaps] == list(themes_asked(campaign))
    summary.gaps = [row | {"label": "In another language"} for row in summary.gaps]
    summary.save()

    assert "In another language" not in page()
    assert title in page()
    # What was counted before codes were stored is named as it was.
    summary.gaps = [{key: row[key] for key in row if key != "theme"} for row in summary.gaps]
    summary.save()
    assert "In another language" in page()


def test_each_theme_rests_on_those_who_have_both_views_of_it(campaign, page):
    found = sittings(campaign, 12)
    rate(found[:9])
    for one in found[9:]:
        published_about(one, 60, 55, themes=THEMES[:5])
    closed(campaign)
    summary = count_rounds_of(campaign, at=DUE)

    assert [bool(row["hidden"]) for row in summary.gaps] == [False] * 5 + [True]
    assert [len(one["people"]) for one in summary.people] == [12] * 5
    assert "it would rest on too few people" in page()


@pytest.mark.parametrize(
    ("answered", "shown"),
    [(0, (10, "at_most")), (1, (10, "at_most")), (8, (55, "")), (14, (90, "at_least")), (15, (90, "at_least"))],
)  # fmt: skip
def test_that_all_or_none_have_answered_is_not_told(answered, shown):
    """Of fifteen asked by five people: "all" would say of each that they have answered, and no rater is told of that."""
    rated = [Rated(f"p{n}", (), 3, 3 if n * 3 < answered else 0, {}) for n in range(5)]
    left = answered - sum(one.answered for one in rated)
    rated = [*rated[:-1], Rated("p4", (), 3, rated[-1].answered + left, {})]

    assert response_of(rated) == shown


def test_ends_leave_more_than_one_number_open():
    """Both ways: plain counts tell "all", the published words fit at least two numbers whatever was answered."""
    for asked in range(15, 60):
        words = [
            response_of([Rated("p", (), asked, answered, {})]) for answered in range(asked + 1)
        ]
        for end in (words[0], words[-1]):
            assert words.count(end) >= 2


def test_a_manager_counts_once_with_the_round_that_came_last(campaign):
    found = sittings(campaign, 10)
    rate(found)
    again = published_about(found[0], 90, 50)
    Round.objects.filter(pk=again.pk).update(published_at=CLOSES + timedelta(days=1))
    closed(campaign)

    summary = count_rounds_of(campaign, at=DUE)

    assert (summary.rated, summary.asked) == (10, 60)


def test_posters_are_in_no_count(campaign):
    found = sittings(campaign, 10)
    rate(found)
    Rater.objects.bulk_create(
        Rater(round=found[0].rounds.get(), group="customers", by_poster=True, sent_in=CLOSES.date())
        for _n in range(50)
    )
    closed(campaign)

    assert count_rounds_of(campaign, at=DUE).asked == 60


def test_links_taken_back_and_unused_cards_are_in_no_count(campaign):
    found = sittings(campaign, 10)
    rate(found)
    first = found[0].rounds.get()
    first.raters.filter(name="R5").update(revoked=True)
    Rater.objects.bulk_create(Rater(round=first, group="customers") for _n in range(20))
    closed(campaign)

    assert count_rounds_of(campaign, at=DUE).asked == 59


# Attacks ----------------------------------------------------------------------------------------


def mean(campaign: Campaign, rated: list[Rated]) -> Cell:
    release = publish(gap_snapshot(campaign, ("ASP", "Purpose"), rated, DUE), Rules(smallest=10))
    return next(cell for cell in release.cells if cell.statistic == "others_gap")


@pytest.mark.parametrize("made_up", ["unconfirmed", "late"])
def test_people_whom_hr_made_up_are_not_among_the_rated(campaign, hr_lead, made_up):
    """Nine addresses of their own beside one person: everything told would be that person's."""
    ours = {
        "unconfirmed": {"added_by": hr_lead, "added_by_reader": True},
        "late": {"joined_at": OPENS + timedelta(days=1)},
    }[made_up]
    real = sittings(campaign, 1)
    people = [MembershipFactory(organisation=campaign.organisation, **ours) for _n in range(9)]
    rate([*real, *(answered(one, campaign, 3, OPENS) for one in people)])
    closed(campaign)

    summary = count_rounds_of(campaign, at=DUE)

    assert (summary.rated, summary.asked, summary.gaps) == (None, None, [])


def test_ten_of_one_mind_at_the_end_are_not_told_apart_from_it(campaign):
    """All ten see themselves 100 points higher: a plain mean would be the difference of each."""
    cell = mean(campaign, [Rated(f"p{n}", (), 6, 5, {"ASP": 100.0}) for n in range(10)])

    assert cell.bound == "at_least"
    # With nine at the top, the tenth may still be far from it.
    assert 10 * (cell.value - 0.5) - 9 * 100 < 100 - 16


def test_another_campaign_within_a_year_with_one_person_changed_shows_nothing(
    campaign, organisation, version, page
):
    """Nine of ten are the same people: the two means differ by the tenth."""
    people = [MembershipFactory(organisation=organisation) for _n in range(11)]
    first = [answered(one, campaign, 3, OPENS) for one in people[:10]]
    for one in first:
        published_about(one, 70, 60)
    closed(campaign)
    before = count_rounds_of(campaign, at=DUE)
    later = CampaignFactory(
        organisation=organisation, version=version, slug="autumn",
        opens_at=OPENS + timedelta(days=180), closes_at=CLOSES + timedelta(days=180),
    )  # fmt: skip
    for one in people[1:10]:
        published_about(answered(one, later, 3, later.opens_at), 70, 60)
    published_about(answered(people[10], later, 3, later.opens_at), 100, 0)
    close_campaign(later, by=None, at=later.closes_at)
    later.refresh_from_db()
    after = count_rounds_of(later, at=counted_from(later))

    assert before.gaps
    assert {row["hidden"] for row in after.gaps} == {"like_a_recent_group"}
    assert after.people == []
    # With nothing known of the first, as if the rule were not there, the second would show.
    OthersSummary.objects.filter(pk=after.pk).delete()
    OthersSummary.objects.filter(pk=before.pk).update(people=[])
    bare = count_rounds_of(later, at=counted_from(later))
    change = 10 * (bare.gaps[0]["value"] - before.gaps[0]["value"])
    assert abs(change - (100 - 10)) < 10


def test_on_whom_it_rests_is_kept_by_hashes_for_a_year(campaign, organisation):
    found = sittings(campaign, 10)
    rate(found)
    closed(campaign)
    summary = count_rounds_of(campaign, at=DUE)
    assert [len(one["people"]) for one in summary.people] == [10] * 6
    named = {str(one.member_id) for one in found} | {str(one.member.user_id) for one in found}
    assert not named & {person for one in summary.people for person in one["people"]}

    assert forget_whom_was_counted(at=DUE + timedelta(days=300)) == 0
    assert forget_whom_was_counted(at=DUE + timedelta(days=367)) == 1


def test_an_hr_lead_who_was_rated_learns_of_no_other_person(campaign, hr_lead, page, organisation):
    """Their own difference is known to them; what is left is the mean of nine, and never of one."""
    found = sittings(campaign, 10)
    rate(found)
    closed(campaign)
    count_rounds_of(campaign, at=DUE)

    shown = page()

    for one in found:
        assert one.member.user.name not in shown
    assert "@asked.example" not in shown


@pytest.mark.parametrize("number", [10, 14])
def test_the_page_costs_the_same_for_few_and_many(
    campaign, client_of, hr_lead, number, django_assert_num_queries
):
    rate(sittings(campaign, number))
    closed(campaign)
    count_rounds_of(campaign, at=DUE)
    client = client_of(hr_lead)

    with django_assert_num_queries(8):
        client.get(reverse("results:others", args=["spring"]))
