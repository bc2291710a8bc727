"""The themes of a survey while they are made, and the words of their statements."""

from dataclasses import dataclass, field

from leadership.files.survey_rows import Row

LONGEST_LABEL = 300


@dataclass
class SurveyTheme:
    """A group of a survey, or the part of it that is asked with one scale."""

    title: str
    scale: str
    # The row that the title is of, and the array whose words are the introduction.
    group: Row
    intro: str = ""
    introduced_by: Row = field(default_factory=dict)
    questions: list[Row] = field(default_factory=list)


def label_of(text: str) -> str:
    """Return what reports call a statement: its words, or their beginning where they are long."""
    return text if len(text) <= LONGEST_LABEL else f"{text[: LONGEST_LABEL - 1]}…"


def ends_of(text: str) -> tuple[str, str] | None:
    """Return the two ends of a row such as `slow|quick`; None where it is none."""
    left, bar, right = (part.strip() for part in text.partition("|"))
    return (left, right) if bar and "|" not in right and left and right else None


def statement_of(text: str, first: str, last: str) -> str:
    """Return the words of a row; of one between two ends both, with the answers that stand there if those are numbers."""
    ends = ends_of(text)
    if not ends:
        return text.strip("| ")
    left, right = ends
    if first.isdecimal() and last.isdecimal():
        return f"{left} ({first}) – {right} ({last})"
    return f"{left} – {right}"
