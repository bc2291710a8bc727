"""The sections of a draft that people read afterwards: bands, learning areas, the plan, fixed texts."""

from leadership.editing.parts import with_learning_scales
from leadership.editing.sections import choices
from leadership.editing.sections.questionnaire import SHORT_TITLE, TITLE
from leadership.editing.sections.section import Allowed, Field, Listed, NewEntry, Section
from leadership.files import example
from leadership.instrument import (
    Instrument,
)
from leadership.translation import gettext
from leadership.translation import gettext_noop as _
from leadership.wording import FIXED_TEXTS

ONE_TO_A_LINE = _("One to a line.")

BANDS = Section(
    "bands",
    _("Bands"),
    _("Band"),
    "/bands/*",
    about=_(
        "Words for stretches of the score. From the lowest to the highest they cover every whole "
        "score from 0 to 100 once."
    ),
    listed=Listed(main="label", note=lambda item: f"{item.min}–{item.max}"),
    new=NewEntry(stem="BAND"),
    allows=Allowed(moves=False),
    fields=(
        Field("label", _("Word")),
        Field("min", _("From")),
        Field("max", _("To")),
        Field("meaning", _("What it means")),
    ),
)
AREAS = Section(
    "areas",
    _("Learning areas"),
    _("Learning area"),
    "/learning_areas/*",
    listed=Listed(main="title"),
    new=NewEntry(
        stem="LA", readied=lambda draft: with_learning_scales(draft, example()), is_own=True
    ),
    allows=Allowed(copies=True),
    fields=(
        TITLE,
        SHORT_TITLE,
        Field("plain_line", _("In plain words"), _("What the title means, in one line beside it.")),
        Field("definition", _("Definition")),
        Field("covers", _("What it covers"), ONE_TO_A_LINE),
        Field("outcomes", _("What people will be able to do"), ONE_TO_A_LINE),
        Field("source_title", _("Its title in the source")),
    ),
)
ABILITIES = Section(
    "abilities",
    _("Confidence statements"),
    _("Confidence statement"),
    "/learning_areas/*/statements/*",
    about=_("What a person may feel able to do, answered on the scale called confidence."),
    listed=Listed(main="text"),
    new=NewEntry(is_own=True),
    allows=Allowed(copies=True),
    fields=(Field("text", _("Statement")),),
)
ACTIVITIES = Section(
    "activities",
    _("Activities"),
    _("Activity"),
    "/learning_areas/*/activities/*",
    about=_("Offer different types, and at least one that is done with other people."),
    listed=Listed(main="title", note=lambda item: item.duration or ""),
    allows=Allowed(copies=True),
    fields=(
        TITLE,
        Field("type", _("Type"), of=choices.activity_types),
        Field("duration", _("How long it takes")),
        Field("how", _("How to do it")),
    ),
)
TYPES = Section(
    "activity-types",
    _("Types of activity"),
    _("Type of activity"),
    "/activity_types/*",
    listed=Listed(main="label"),
    new=NewEntry(stem="TYPE"),
    fields=(Field("label", _("Name")), Field("text", _("What it is"))),
)


def _advice_on_types(instrument: Instrument) -> tuple[Field, ...]:
    return tuple(Field(one.code, one.label, ONE_TO_A_LINE) for one in instrument.activity_types)


GUIDANCE = Section(
    "guidance",
    _("Advice on types of activity"),
    _("Advice on types of activity"),
    "/activity_guidance",
    fields=_advice_on_types,
)
MAP = Section(
    "map",
    _("Links from themes to learning areas"),
    _("Link"),
    "/mapping/*",
    about=_("Which learning areas a theme points to, how strongly, and why."),
    listed=Listed(
        named=lambda instrument, _keys, link: (
            f"{instrument.theme(link.theme).short_title} – {instrument.area(link.area).short_title}"
        ),
        note=lambda item: item.rationale or "",
    ),
    new=NewEntry(
        asked=(
            Field("theme", _("Theme"), of=choices.themes),
            Field("area", _("Learning area"), of=choices.areas),
        )
    ),
    fields=(
        Field("strength", _("Strength"), of=choices.strengths),
        Field(
            "weight",
            _("Weight"),
            _("A primary link usually counts 1, a secondary one 0.5."),
        ),
        Field("rationale", _("Why"), _("The report shows it beside the learning area.")),
    ),
)
STAGES = Section(
    "stages",
    _("Stages of learning"),
    _("Stage"),
    "/stages/*",
    listed=Listed(main="title"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    fields=(TITLE, SHORT_TITLE, Field("asks", _("What it asks"))),
)
MODELS = Section(
    "models",
    _("Pictures of how services come about"),
    _("Picture"),
    "/service_models/models/*",
    listed=Listed(main="title"),
    new=NewEntry(stem="SM"),
    fields=(
        TITLE,
        Field("start", _("It starts with")),
        Field("middle", _("Then")),
        Field("end", _("It ends with")),
        Field("leader_role", _("What leaders do")),
        Field("customer_role", _("What customers do")),
        Field("risk", _("Risk")),
    ),
)
MODELS_NOTE = Section(
    "models-note",
    _("Note on the pictures"),
    _("Note on the pictures"),
    "/service_models",
    fields=(Field("note", _("Note")),),
)
SOURCES = Section(
    "sources",
    _("Sources"),
    _("Source"),
    "/sources/*",
    listed=Listed(main="citation"),
    new=NewEntry(stem="SRC"),
    fields=(Field("citation", _("Source")), Field("used_for", _("What it was used for"))),
)
PLAN = Section(
    "plan",
    _("Plan: introduction and reviews"),
    _("Plan: introduction and reviews"),
    "/embedding_plan",
    fields=(
        Field("intro", _("Introduction")),
        Field("max_goals", _("Most goals at a time")),
        Field("review_questions", _("Questions at a review"), ONE_TO_A_LINE),
        Field("suggested_review_points", _("When to review"), ONE_TO_A_LINE),
    ),
)
PLAN_FIELDS = Section(
    "plan-questions",
    _("Questions of the plan"),
    _("Question"),
    "/embedding_plan/fields/*",
    listed=Listed(main="label"),
    allows=Allowed(adds=False, deletes=False),
    fields=(
        Field("label", _("Question")),
        Field("help", _("Help")),
        Field("required", _("It must be answered")),
    ),
)


def _example_fields(instrument: Instrument) -> tuple[Field, ...]:
    plan = instrument.embedding_plan
    return tuple(Field(one.code, one.label) for one in plan.fields) if plan else ()


EXAMPLE = Section(
    "plan-example",
    _("Example of a goal"),
    _("Example of a goal"),
    "/embedding_plan/example",
    fields=_example_fields,
)
SUPPORT = Section(
    "support",
    _("Types of support"),
    _("Type of support"),
    "/embedding_plan/support_types/*",
    listed=Listed(main="label"),
    new=NewEntry(stem="SUPPORT"),
    fields=(Field("label", _("Name")), Field("text", _("What it is"))),
)

STATUSES = Section(
    "statuses",
    _("States of a goal"),
    _("State"),
    "/embedding_plan/statuses/*",
    listed=Listed(main="label"),
    allows=Allowed(adds=False, deletes=False),
    fields=(Field("label", _("Name")),),
)

TEXT_TITLES = {
    "self_view_notice": _("That the report is a self-view"),
    "privacy_notice_individual": _("Who can see a report"),
    "privacy_notice_group": _("Who is in team results; {n} stands for the number of people"),
    "suppressed": _("In place of what is hidden"),
    "not_enough_answers": _("In place of a score"),
    "near_boundary": _("Close to the line between two bands"),
    "flat_profile": _("When all scores are close together"),
    "provisional_change": _("Beside a comparison"),
    "decrease_note": _("Beside a lower score"),
    "too_soon": _("When it is too soon to compare"),
    "role_fit_note": _("When a theme may not fit the role"),
    "straight_line_prompt": _("When every answer is the same"),
    "no_priority": _("When no learning area stands out"),
    "learning_skipped": _("When the learning part was skipped"),
    "theme_suggestion": _("Beside a learning area that themes suggest"),
    "reversed_marker": _("Beside a reversed statement"),
    "evidence_warning": _("Beside a note"),
    "too_alike": _("When answers were too alike to show"),
    "nearly_everyone": _("In place of a very high share"),
    "few_or_none": _("In place of a very low share"),
    "small_difference": _("About small differences; {points} stands for the smallest that counts"),
    "group_prefix": _("How sentences about a group begin"),
    "purpose_limit": _("What results must not be used for"),
}


def _fixed_texts(_instrument: Instrument) -> tuple[Field, ...]:
    return tuple(
        Field(
            key,
            gettext(TEXT_TITLES.get(key, key)),
            gettext("Left empty: %(text)s") % {"text": text},
        )
        for key, text in FIXED_TEXTS.items()
    )


TEXTS = Section(
    "texts",
    _("Fixed texts of reports"),
    _("Fixed texts of reports"),
    "/report_wording/fixed_texts",
    fields=_fixed_texts,
)
RULES = Section(
    "wording",
    _("Rules for the words of reports"),
    _("Rules for the words of reports"),
    "/report_wording",
    fields=(
        Field("always", _("Always"), ONE_TO_A_LINE),
        Field("never", _("Never"), ONE_TO_A_LINE),
    ),
)
REPORTS = (BANDS, TEXTS, RULES, SOURCES)
LEARNING = (AREAS, MAP, TYPES, GUIDANCE, STAGES, MODELS, MODELS_NOTE)
PLANS = (PLAN, PLAN_FIELDS, SUPPORT, STATUSES, EXAMPLE)
BELOW = (ABILITIES, ACTIVITIES)
