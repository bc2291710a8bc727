"""Two who change the same at once: what is written, what is done already, and what both are shown."""

import pytest

from leadership.concurrency import (
    Outcome,
    ValueChange,
    decide_texts,
    own_conflict_words,
    shared_conflict_words,
)


@pytest.mark.parametrize(
    ("was", "new", "stored", "outcome"),
    [
        ("A", "B", "A", Outcome.WRITE),
        ("A", "A", "B", Outcome.MADE),  # not touched here: theirs stays
        ("A", "B", "B", Outcome.MADE),  # both want the same, or it was sent twice
        ("A", "B", "C", Outcome.CONFLICT),
        ("A", "", "C", Outcome.CONFLICT),  # nor is another's text made blank unasked
    ],
)
def test_change_is_made_only_of_what_the_page_knew(was, new, stored, outcome):
    assert decide_texts({"text": ValueChange(was, new)}, {"text": stored}) == {"text": outcome}


def test_both_wordings_show_what_is_stored_and_how_to_keep_ones_own():
    for words in (own_conflict_words("Theirs"), shared_conflict_words("Theirs")):
        assert "“Theirs”" in words
        assert "save again" in words
    assert "Somebody else" not in own_conflict_words("Mine")
    assert "(empty)" in own_conflict_words("")
