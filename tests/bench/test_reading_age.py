"""The words of the default bank stay easy to read; `python -m bench.reading_age` prints the table."""

import pytest
from ruamel.yaml import YAML

from bench.reading_age import BANK, ease_of, texts_by_kind

TEXTS = texts_by_kind(YAML(typ="safe").load(BANK))
# Read with ease by somebody of fourteen; what somebody reads of themselves, younger still.
OLDEST = {"helps": 14, "when": 12, "then": 12, "goal": 14, "sign": 14, "ask": 14, "summary": 14}


def test_it_tells_short_from_long():
    easy = ease_of(["I ask staff what they hear. I tell them what we did."])
    hard = ease_of(
        ["Organisational transformation necessitates comprehensive interdepartmental consultation."]
    )

    assert (easy.sentences, easy.words) == (2, 12)
    assert easy.age < 8
    assert hard.age > 20


@pytest.mark.parametrize("kind", OLDEST)
def test_the_texts_of_a_report_are_easy_to_read(kind):
    assert ease_of(TEXTS[kind]).age <= OLDEST[kind]
