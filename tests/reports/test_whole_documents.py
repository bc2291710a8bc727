"""Sentences that are true of some people and not of others never stand together, on the page or on paper.

Read as it is printed, because a sentence may come from a template that no presenter knows of.
"""

import html
import re
from dataclasses import replace
from datetime import date
from uuid import UUID

import pytest
from django.template.loader import render_to_string
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from leadership.instrument import Instrument
from leadership.scoring import learning as score_learning
from leadership.scoring import score
from plans.models import Share
from reports.presenters.readers import SharedWith
from reports.presenters.report import Report, present
from tests.building import DEFAULT, Answers, facts_of, person_1, readiness
from tests.factories import MembershipFactory
from tests.observers.test_paper import report_with, seen
from tests.reports.test_contradictions import EXAMPLES, LEVELS, sheets

READER = SharedWith("Ruth Calder", date(2027, 1, 24))
OWN_ALONE = DEFAULT.text("self_view_notice")
ONLY_YOU = DEFAULT.text("privacy_notice_individual")
COMMON_NUMBER = UUID(int=1)


@st.composite
def documents(draw: st.DrawFn) -> Report:
    """Whole reports: flat answers too, learning skipped or answered alike, shared or not, with others or not."""
    level = draw(LEVELS)
    flat = {one.code: 6 - level if one.reverse else level for one in DEFAULT.questions()}
    few = dict(list(flat.items())[:10])
    answers: Answers = dict(draw(st.one_of(sheets(), st.just(flat), st.just(few))))
    answers |= draw(st.sampled_from([{}, {"every": 4}, readiness()]))
    if "every" in answers:
        answers = {**answers, **dict.fromkeys(DEFAULT.readiness_codes, answers.pop("every"))}
    alike = draw(st.sampled_from([None, 1, 3, 5]))
    if alike:
        answers |= dict.fromkeys(DEFAULT.learning_codes, alike)
    return replace(
        present(DEFAULT, replace(facts_of(DEFAULT, answers), public_id=COMMON_NUMBER)),
        others=draw(st.sampled_from([None, seen(), seen(few=True)])),
        readers=draw(st.sampled_from([(), (READER,)])),
    )


def words(template: str, report: Report, **more: str) -> str:
    page = render_to_string(template, {"report": report, **more})
    assert not re.search(r"</h[2-4]>\s*</(?:div|section)>", page), "a heading over nothing"
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page)))


@settings(
    max_examples=max(12, EXAMPLES // 12),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(documents())
def test_no_two_sentences_of_a_report_contradict_each_other(report):
    page = words("reports/report.html", report)
    paper = words("reports/report_pdf.html", report)

    assert (ONLY_YOU in page) != bool(report.readers)
    assert ("Ruth Calder can read it until 24 January 2027" in page) == bool(report.readers)
    assert ONLY_YOU not in paper
    assert "you choose who reads it" in paper
    for said in (page, paper):
        assert (OWN_ALONE in said) != report.has_view_of_others
        assert "Only other people can tell" not in said
        # On the first page once, however many themes it is true of.
        assert len(re.findall(r"Not enough answers: \S", said)) <= 1 + (not report.overall)
        assert "this page" not in said.replace("on this page means", "")
        assert not ("have the same score" in said and "Your scores are close together" in said)
        assert "No one thing stands in your way" not in said
        assert ("First come the areas" in said) == (
            bool(report.learning and report.learning.featured) and not report.learning.skipped
        )
        if "no area more than to another" in said:
            assert "ordered by your theme answers" not in said
            assert "those that your theme answers point to first" not in said
            assert DEFAULT.text("theme_suggestion") not in said


# Learning areas that nothing tells apart -----------------------------------------------------


def with_areas(order: list[int]) -> Instrument:
    return replace(DEFAULT, learning_areas=tuple(DEFAULT.learning_areas[place] for place in order))


@settings(max_examples=60, deadline=None)
@given(
    sheets(), st.sampled_from([None, 1, 3, 4]), st.permutations(range(len(DEFAULT.learning_areas)))
)
def test_the_same_areas_are_named_whatever_the_banks_order(answers, alike, order):
    given_ = {code: raw for code, raw in answers.items() if not code.startswith("LA")}
    if alike:
        given_ |= dict.fromkeys(DEFAULT.learning_codes, alike)
    themes = score(DEFAULT, given_).themes

    one, other = (score_learning(bank, given_, themes) for bank in (DEFAULT, with_areas(order)))

    assert set(one.featured) == set(other.featured)
    assert set(one.suggested) == set(other.suggested)
    assert one.is_level == other.is_level


def test_where_the_themes_point_to_all_areas_alike_none_is_suggested():
    answers = {one.code: 5 if one.reverse else 1 for one in DEFAULT.questions()}
    page = present(DEFAULT, facts_of(DEFAULT, answers)).learning

    assert page.featured == ()
    assert page.skipped.startswith("Your themes point to no area more than to another")


def test_areas_that_share_the_first_place_are_named_all_or_none():
    answers = person_1() | dict.fromkeys(DEFAULT.learning_codes, 3)
    themes = tuple(replace(one, score=50.0) for one in score(DEFAULT, person_1()).themes)
    alike = replace(facts_of(DEFAULT, answers), learning=score_learning(DEFAULT, answers, themes))

    page = present(DEFAULT, alike).learning

    assert page.featured == ()
    assert page.nothing_stands_out.startswith("No area stands out")


def test_what_the_themes_suggest_is_not_said_to_be_important_to_the_person():
    """Where too many areas share the first place, none is featured, and one may be suggested all the same."""
    answers = person_1() | dict.fromkeys(DEFAULT.learning_codes, 3)
    scored = score_learning(DEFAULT, answers, score(DEFAULT, person_1()).themes)
    found = replace(scored, featured=(), suggested=("LA7",))

    page = present(DEFAULT, replace(facts_of(DEFAULT, answers), learning=found)).learning

    assert [one.row.code for one in page.featured] == ["LA7"]
    assert page.nothing_stands_out.startswith("No area stands out")
    assert not page.is_by_priority


# Others --------------------------------------------------------------------------------------


def test_themes_of_which_others_say_the_opposite_are_named_once_beside_what_stands_out():
    report = report_with(seen())
    boxes = {box.code: {theme.code for theme in box.themes} for box in report.others.boxes}
    found = report.reading.themes
    expected = {code for code in found.strengths if code in boxes["you_higher"]}
    expected |= {code for code in found.room_to_grow if code in boxes["others_higher"]}

    assert expected
    assert set(report.seen_differently) == {DEFAULT.theme(code).title for code in expected}
    summary, told = "reports/report_summary_pdf.html", "Others see this differently"
    assert told in words("reports/report_pdf.html", report)
    assert told in words(summary, report, others_in="words")
    # Both views are to be read: where the sheet has no room for the other, it does not ask for that.
    assert told not in words(summary, report)
    assert report_with(None).seen_differently == ()


# Sharing -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_report_says_who_reads_it_as_long_as_they_do(client_of, manager, assessment):
    client, address = client_of(manager), f"/reports/{assessment.public_id}/"
    share = Share.objects.create(
        assessment=assessment,
        reader=MembershipFactory(organisation=assessment.member.organisation),
        role="other",
        made_at=timezone.now(),
        expires_on=timezone.localdate(),
    )

    page = client.get(address).content.decode()
    assert f"{share.reader.name} can read it until" in html.unescape(page)
    assert ONLY_YOU not in page

    Share.objects.update(withdrawn_at=timezone.now())
    assert ONLY_YOU in client.get(address).content.decode()
