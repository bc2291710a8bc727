"""A change between two languages is told with that, and judged as any other."""

from dataclasses import replace

import pytest

from banks.actions import publish, store_draft
from leadership.languages import in_language
from reports.presenters.change import present_change
from reports.queries import earlier_facts, facts_of
from reports.queries.facts import Finished
from tests import building
from tests.banks.test_languages import in_welsh
from tests.building import AT, DEFAULT, finished, person_1


@pytest.mark.parametrize(
    ("earlier", "later", "words"),
    [
        ("", "", ""),
        ("cy", "cy", ""),
        ("", "cy", "You answered in English then and in Welsh now."),
        ("cy", "", "You answered in Welsh then and in English now."),
    ],
)
def test_two_languages_are_told(earlier, later, words):
    now = replace(building.facts_of(DEFAULT, person_1()), language=later)
    then = replace(building.earlier_facts(person_1()), language=earlier)

    found = present_change(DEFAULT, now, DEFAULT, then)

    assert found.languages.startswith(words) if words else found.languages == ""


def test_whoever_reads_in_welsh_sees_the_same_change():
    now, then = building.facts_of(DEFAULT, person_1()), building.earlier_facts(person_1())

    english = present_change(DEFAULT, now, DEFAULT, then)
    welsh = present_change(in_language(in_welsh(), "cy"), now, DEFAULT, then)

    assert [(row.before, row.after) for row in welsh.rows] == [
        (row.before, row.after) for row in english.rows
    ]
    assert welsh.not_comparable == ()
    assert welsh.rows[0].title == f"¡{english.rows[0].title}"


def test_the_language_of_a_report_is_the_one_most_statements_were_shown_in(manager):
    version = publish(store_draft(in_welsh(), by=None, at=AT), by=None, at=AT)
    assessment = finished(manager, version, person_1())
    codes = [f"ASP-0{n}" for n in range(1, 8)] + [f"EMA-0{n}" for n in range(1, 8)]
    assessment.answers.update(language="cy")
    assessment.answers.filter(question__code__in=codes).update(language="")

    assert facts_of(assessment).language == "cy"
    named = Finished(assessment.public_id, AT, assessment.pk, version.pk)
    assert earlier_facts(named).language == "cy"
