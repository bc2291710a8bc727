"""What each published statistic is, in words and with its unit: for files that people and programs read."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

OF_PEOPLE, OF_HUNDRED = gettext_noop("people"), gettext_noop("out of 100")
PER_CENT, POINTS = gettext_noop("per cent"), gettext_noop("points")


@dataclass(frozen=True)
class Statistic:
    """A kind of figure: its family, what it is, and what it is counted in."""

    family: str
    words: str
    unit: str


THEMES, STATEMENTS = gettext_noop("Themes"), gettext_noop("Statements")
LEARNING, READINESS = gettext_noop("Learning"), gettext_noop("Readiness")
SPECTRUM, CHANGE = gettext_noop("Spectrum"), gettext_noop("Change")
GOALS, PEOPLE = gettext_noop("Goals"), gettext_noop("People")
SPREAD = gettext_noop("Spread of the themes")


STATISTICS = {
    "people": Statistic(PEOPLE, gettext_noop("People who took part and count"), OF_PEOPLE),
    "theme_mean": Statistic(THEMES, gettext_noop("Average score on a theme"), OF_HUNDRED),
    "theme_sd": Statistic(SPREAD, gettext_noop("Standard deviation of scores on a theme"), POINTS),
    "theme_median": Statistic(SPREAD, gettext_noop("Median of scores on a theme"), OF_HUNDRED),
    "band_share": Statistic(SPREAD, gettext_noop("People in a band of a theme"), PER_CENT),
    "question_favourable": Statistic(STATEMENTS, gettext_noop("A statement: favourable answers"), PER_CENT),
    "question_neutral": Statistic(STATEMENTS, gettext_noop("A statement: neutral answers"), PER_CENT),
    "question_unfavourable": Statistic(STATEMENTS, gettext_noop("A statement: unfavourable answers"), PER_CENT),
    "question_other": Statistic(STATEMENTS, gettext_noop("A statement: all other answers together"), PER_CENT),
    "separate_favourable": Statistic(STATEMENTS, gettext_noop("A statement that counts in no theme: favourable answers"), PER_CENT),
    "separate_neutral": Statistic(STATEMENTS, gettext_noop("A statement that counts in no theme: neutral answers"), PER_CENT),
    "separate_unfavourable": Statistic(STATEMENTS, gettext_noop("A statement that counts in no theme: unfavourable answers"), PER_CENT),
    "separate_other": Statistic(STATEMENTS, gettext_noop("A statement that counts in no theme: all other answers together"), PER_CENT),
    "area_priority": Statistic(LEARNING, gettext_noop("Average priority of a learning area"), OF_HUNDRED),
    "area_importance": Statistic(LEARNING, gettext_noop("Average importance of a learning area"), OF_HUNDRED),
    "area_confidence": Statistic(LEARNING, gettext_noop("Average confidence in a learning area"), OF_HUNDRED),
    "area_top_three": Statistic(LEARNING, gettext_noop("People with a learning area among their top three"), PER_CENT),
    "readiness_mean": Statistic(READINESS, gettext_noop("Average of a side of readiness to learn"), OF_HUNDRED),
    "readiness_favourable": Statistic(READINESS, gettext_noop("A statement about the organisation: favourable answers"), PER_CENT),
    "readiness_neutral": Statistic(READINESS, gettext_noop("A statement about the organisation: neutral answers"), PER_CENT),
    "readiness_unfavourable": Statistic(READINESS, gettext_noop("A statement about the organisation: unfavourable answers"), PER_CENT),
    "readiness_other": Statistic(READINESS, gettext_noop("A statement about the organisation: all other answers together"), PER_CENT),
    "readiness_dont_know": Statistic(READINESS, gettext_noop("A statement about the organisation: don’t know"), PER_CENT),
    "spectrum_share": Statistic(SPECTRUM, gettext_noop("People at a place of the spectrum"), PER_CENT),
    "matched_change": Statistic(CHANGE, gettext_noop("Average change of the same people on a theme"), POINTS),
    "change_sd": Statistic(CHANGE, gettext_noop("Standard deviation of the changes on a theme"), POINTS),
    "change_share": Statistic(CHANGE, gettext_noop("People whose score on a theme changed in this way"), PER_CENT),
    "goal_any": Statistic(GOALS, gettext_noop("People with at least one goal"), PER_CENT),
    "goal_area": Statistic(GOALS, gettext_noop("People with a goal in a learning area"), PER_CENT),
    "goal_support": Statistic(GOALS, gettext_noop("People with a goal supported in this way"), PER_CENT),
}  # fmt: skip


def statistic_words(statistic: str) -> str:
    return _(STATISTICS[statistic].words)


def unit_words(statistic: str) -> str:
    return _(STATISTICS[statistic].unit)


def family_words(statistic: str) -> str:
    """Return what a statistic belongs to, as the sheets of the workbook are called."""
    return _(STATISTICS[statistic].family)
