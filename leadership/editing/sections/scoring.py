"""The sections of a draft that hold numbers: how scores, priorities, readiness and change are told."""

from leadership.editing.sections.section import Allowed, Field, Listed, Section
from leadership.translation import gettext_noop as _

LEVEL_FIELDS = (Field("label", _("Word")), Field("min", _("From")), Field("max", _("To")))

PROFILES = Section(
    "scoring",
    _("Scores and profiles"),
    _("Scores and profiles"),
    "/scoring",
    about=_("When there is an overall score, and what of a profile is pointed out."),
    fields=(
        Field(
            "overall.min_themes_scored",
            _("Themes with a score that the overall score needs"),
            _("At most as many as there are themes. Left empty: five of six, in proportion."),
        ),
        Field(
            "near_boundary_points",
            _("Close to the line between two bands: points"),
            _(
                "With so many points or fewer to the line, the report gives the summary of both bands."
            ),
            required=True,
        ),
        Field(
            "profile.smallest_difference",
            _("Smallest difference that counts: points"),
            _(
                "A strength stands at least so many points above every theme with room to grow; where none does, "
                "nothing is named."
            ),
            required=True,
        ),
        Field(
            "profile.habit",
            _("An answer is a habit from"),
            _("On a line from 0 to 100 along the scale: 75 is the fourth of five answers."),
            required=True,
        ),
        Field(
            "profile.room_to_grow",
            _("An answer has room to grow up to"),
            _("On the same line: 50 is the middle answer of five."),
            required=True,
        ),
    ),
)
FAVOURABLE = Section(
    "favourable",
    _("Favourable answers"),
    _("Favourable answers"),
    "/scoring/favourable",
    about=_(
        "How team results count the answers to a statement; a reversed one is turned round first. Used for "
        "scales with exactly the values named here. On any other scale the top quarter counts as favourable "
        "and the lowest quarter as unfavourable."
    ),
    fields=(
        Field(
            "favourable_keyed_values",
            _("Values that are favourable"),
            _("Whole numbers with commas between them, each named once on this page: 4, 5."),
        ),
        Field("neutral_keyed_values", _("Values that are neither")),
        Field("unfavourable_keyed_values", _("Values that are unfavourable")),
    ),
)
PRIORITIES = Section(
    "priorities",
    _("Learning priorities"),
    _("Learning priorities"),
    "/scoring/learning_priority",
    about=_(
        "A learning area comes first where it is important and confidence is low. The formula is the same "
        "for all banks."
    ),
    only_with="learning_areas",
    fields=(
        Field(
            "min_statements_answered",
            _("Confidence statements that must be answered"),
            _("With fewer answers an area has no priority."),
            required=True,
        ),
        Field("show_top", _("Areas to feature"), _("At most so many come first."), required=True),
        Field(
            "show_if_at_least",
            _("Lowest priority that is featured"),
            _("Areas below it are listed and not featured."),
            required=True,
        ),
        Field(
            "add_theme_suggestion_if_at_least",
            _("Need of the themes that adds an area"),
            _(
                "Where the themes linked to an area are, on average, so many points below 100, it is suggested "
                "although the person did not put it first."
            ),
            required=True,
        ),
        Field(
            "weights.primary",
            _("Weight of a primary link"),
            _(
                "What a primary link usually counts. A link says itself what it counts; one that differs is pointed out."
            ),
            required=True,
        ),
        Field(
            "weights.secondary",
            _("Weight of a secondary link"),
            _("The same for a secondary link."),
            required=True,
        ),
    ),
)
PRIORITY_LEVELS = Section(
    "priority-levels",
    _("Levels of learning priority"),
    _("Level"),
    "/scoring/learning_priority/levels/*",
    about=_(
        "Words for stretches of the priority. They cover every whole number from 0 to 100 once."
    ),
    listed=Listed(main="label", note=lambda item: f"{item.min}–{item.max}"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    only_with="learning_areas",
    fields=LEVEL_FIELDS,
)
READINESS = Section(
    "readiness-score",
    _("Readiness"),
    _("Readiness"),
    "/scoring/readiness",
    about=_(
        "Each side has a score of its own. A key condition that is answered with one of the two lowest answers "
        "keeps its side out of the highest level; which statements are key is said with the statements."
    ),
    only_with="readiness",
    fields=(
        Field(
            "min_items_answered",
            _("Answers that a side needs"),
            _(
                "With fewer there is no result for that side. A shorter side needs all of its answers."
            ),
            required=True,
        ),
    ),
)
READINESS_LEVELS = Section(
    "readiness-levels",
    _("Levels of readiness"),
    _("Level"),
    "/scoring/readiness/levels/*",
    about=_("From the lowest to the highest they cover every whole score from 0 to 100 once."),
    listed=Listed(main="label", note=lambda item: f"{item.min}–{item.max}"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    only_with="readiness",
    fields=LEVEL_FIELDS,
)
CHANGE = Section(
    "change",
    _("Change between two assessments"),
    _("Change between two assessments"),
    "/scoring/change",
    fields=(
        Field(
            "min_common_items",
            _("Statements that must have been answered both times"),
            _(
                "With fewer in common, a theme is not compared. A short theme needs as many as for a score."
            ),
            required=True,
        ),
    ),
)
CHANGE_LABELS = Section(
    "change-labels",
    _("Words for change"),
    _("Word for change"),
    "/scoring/change/labels/*",
    about=_(
        "A difference is clear from 1.96 times its likely error on, and possible from 1.28 on; these limits are "
        "the same for all banks."
    ),
    listed=Listed(main="label"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    fields=(Field("label", _("Word")),),
)
PRECISION = Section(
    "precision",
    _("Assumed precision"),
    _("Assumed precision"),
    "/scoring/provisional_reliability",
    about=_(
        "How precise scores are taken to be until enough people have answered; the words for change follow from it. "
        "What has been measured is adopted theme by theme on a version’s statistics page."
    ),
    fields=(
        Field("note", _("Where the numbers come from")),
        Field(
            "theme.alpha",
            _("Alpha of a theme"),
            _("Nearer to 1: its statements agree more, so smaller differences count as change."),
            required=True,
        ),
        Field(
            "theme.sd_pomp",
            _("Standard deviation of theme scores"),
            _(
                "How far people’s scores from 0 to 100 lie apart. Larger: only larger differences count."
            ),
            required=True,
        ),
        Field("overall.alpha", _("Alpha of the overall score"), required=True),
        Field("overall.sd_pomp", _("Standard deviation of overall scores"), required=True),
        Field(
            "replace_when_n_at_least",
            _("First assessments before measured precision may be adopted"),
            _("With fewer, chance decides too much."),
            required=True,
        ),
    ),
)
NUMBERS = Section(
    "numbers",
    _("Smallest numbers of people"),
    _("Smallest numbers of people"),
    "/scoring/anonymity",
    about=_(
        "They protect people, so they may be raised and never lowered below what the service asks for."
    ),
    fields=(
        Field(
            "min_group_n",
            _("Smallest group of team results"),
            _("Where a campaign’s own smallest group is larger, that one counts."),
            required=True,
        ),
        Field(
            "min_n_for_distribution",
            _("People before shares and bands are shown"),
            _("The largest of this number and the next two counts for all three."),
            required=True,
        ),
        Field("min_n_for_sd", _("People before the spread is shown"), required=True),
        Field(
            "min_n_for_item_results",
            _("People before single statements are shown"),
            _(
                "As many more people must also have finished before the statistics of statements are renewed."
            ),
            required=True,
        ),
        Field(
            "min_cell",
            _("People in a band"),
            _("A band of fewer people is counted together with the next one."),
            required=True,
        ),
        Field(
            "min_n_for_psychometrics",
            _("First assessments before statistics of statements are shown"),
            required=True,
        ),
        Field(
            "recommended_n_for_psychometrics",
            _("First assessments from which these statistics are taken for settled"),
            _("Below it they are called early."),
            required=True,
        ),
    ),
)
SCORING = (
    PROFILES, FAVOURABLE, PRIORITIES, PRIORITY_LEVELS, READINESS, READINESS_LEVELS, CHANGE, CHANGE_LABELS,
    PRECISION, NUMBERS,
)  # fmt: skip
