"""The sections of a draft that people answer: themes, scales, readiness, the spectrum."""

from leadership.editing.sections import choices
from leadership.editing.sections.section import Allowed, Field, Listed, NewEntry, Section
from leadership.instrument import (
    Instrument,
)
from leadership.translation import gettext
from leadership.translation import gettext_noop as _

TITLE = Field("title", _("Title"))
SHORT_TITLE = Field(
    "short_title", _("Short title"), _("For charts. Without one, the title is used.")
)
SIDES = "individual|organisational"

ABOUT = Section(
    "about",
    _("About the self-assessment"),
    _("About the self-assessment"),
    "/instrument",
    about=_("What people read before they begin."),
    fields=(
        TITLE,
        SHORT_TITLE,
        Field("intro", _("Introduction"), _("Read on the start page.")),
        Field("audience", _("Who it is for")),
        Field("purpose", _("What it is for")),
        Field(
            "language",
            _("Language"),
            _("Tells screen readers how to say the words: en-GB for English, cy for Welsh."),
        ),
        Field("not_for", _("What it must not be used for"), _("One to a line.")),
        Field("estimated_minutes.readiness", _("Minutes for readiness")),
        Field("estimated_minutes.themes", _("Minutes for the themes")),
        Field("estimated_minutes.learning", _("Minutes for the learning areas")),
        Field("estimated_minutes.plan", _("Minutes for the plan")),
    ),
)
PARTS = Section(
    "parts",
    _("Parts of the questionnaire"),
    _("Part"),
    "/instrument/parts/*",
    about=_("What the questionnaire is made of. A campaign may leave out optional parts."),
    listed=Listed(main="title"),
    new=NewEntry(stem="PART"),
    fields=(
        TITLE,
        Field("contains", _("What it asks"), of=choices.contents),
        Field("stage", _("Stage of learning it belongs to"), of=choices.stages),
        Field("optional", _("People may skip it")),
    ),
)
THEMES = Section(
    "themes",
    _("Themes"),
    _("Theme"),
    "/themes/*",
    about=_("Each theme is a page of the questionnaire and a score in the report."),
    listed=Listed(main="title"),
    new=NewEntry(
        stem="T",
        is_own=True,
        starts=Field(
            "questions", _("Its first statements"), _("One to a line. More can be added later.")
        ),
    ),
    allows=Allowed(copies=True),
    fields=(
        TITLE,
        SHORT_TITLE,
        Field("page_intro", _("Introduction of the page")),
        Field("scale", _("Answers it offers"), of=choices.scales, required=True),
        Field("definition", _("Definition")),
        Field("good", _("What good looks like"), _("One to a line.")),
        Field("poor", _("What to watch for"), _("One to a line.")),
        Field(
            "evidence_prompt",
            _("Evidence prompt"),
            _("What the note under the statements asks for."),
        ),
        Field("source_title", _("Its title in the source")),
        Field("source_section", _("Its section in the source")),
        Field("source_strapline", _("Its strapline in the source")),
    ),
)
STATEMENTS = Section(
    "statements",
    _("Statements"),
    _("Statement"),
    "/themes/*/items/*",
    about=_(
        "One or two of a theme work best worded the other way round, and not the first or the last."
    ),
    listed=Listed(
        main="text",
        note=lambda item: f"{item.label} ({item.facet})" if item.facet else item.label,
        marks=(Field("reverse", _("Reversed")), Field("separate", _("Reported separately"))),
    ),
    new=NewEntry(is_own=True),
    allows=Allowed(copies=True),
    fields=(
        Field("text", _("Statement")),
        Field("reverse", _("Reversed: agreeing shows the unhelpful behaviour")),
        Field(
            "label",
            _("Label"),
            _(
                "Names the helpful behaviour in reports, whichever way the statement is worded. "
                "Without one, the statement is used."
            ),
        ),
        Field(
            "for_others",
            _("For line manager, staff and colleagues"),
            _(
                "The same statement about somebody else, with [Name] for whom it is about and keyed the same way. "
                "Left empty, others are not asked it."
            ),
        ),
        Field(
            "for_customers",
            _("For customers and partners"),
            _(
                "In words that a customer would use, with [Name] for whom it is about. "
                "Left empty, customers are not asked it."
            ),
        ),
        Field("facet", _("Facet"), of=choices.facets),
        Field(
            "helps",
            _("What it is good for"),
            _("Read by people for whom this is a habit: whom it helps, and how."),
        ),
        Field(
            "to_try.when",
            _("To try: when"),
            _("A moment that comes by itself, such as “When I next hold a one-to-one”."),
        ),
        Field(
            "to_try.then",
            _("To try: then"),
            _("One small thing to do in that moment: “I will …”. Both are needed."),
        ),
        Field(
            "goal", _("The goal it may become"), _("In the words of the person whose goal it is.")
        ),
        Field(
            "sign", _("How to know that it has worked"), _("Something to see, count or ask about.")
        ),
        Field(
            "ask",
            _("What a line manager could ask"),
            _("An open question for a one-to-one."),
        ),
        Field(
            "separate",
            _("Reported separately"),
            _(
                "Asked and reported, but not counted in the score of the theme. An organisation’s own "
                "statement in a shared bank stays so until it has 100 answers."
            ),
            when_added=False,
        ),
    ),
)
FACETS = Section(
    "facets",
    _("Facets"),
    _("Facet"),
    "/themes/*/facets/*",
    about=_("The sides of a theme. They guide its statements and are never scored."),
    listed=Listed(main="title", note=lambda item: item.text or ""),
    allows=Allowed(copies=True),
    fields=(TITLE, Field("text", _("What it means"))),
)
FEEDBACK = Section(
    "feedback",
    _("Feedback"),
    _("Feedback"),
    "/themes/*/feedback/*",
    about=_("What the report says about this theme to somebody whose score is in a band."),
    listed=Listed(
        named=lambda instrument, keys, _item: next(
            (band.label for band in instrument.bands if band.code == keys[-1]), keys[-1]
        ),
        note=lambda item: item.summary,
    ),
    new=NewEntry(asked=(Field("band", _("Band"), of=choices.bands_without_feedback),)),
    allows=Allowed(moves=False),
    fields=(
        Field(
            "summary",
            _("Summary"),
            _("Begin with what the answers suggest, not with what the person is."),
        ),
        Field("strengths", _("Strengths"), _("One to a line.")),
        Field("next_steps", _("Next steps"), _("One to a line.")),
        Field("questions", _("Questions to think about"), _("One to a line.")),
    ),
)
OTHER_CHOICE = _("Left empty, it is not offered. It is never scored.")
SCALES = Section(
    "scales",
    _("Scales"),
    _("Scale"),
    "/scales/*",
    about=_(
        "The answers that statements offer. Learning areas are answered on the scales called "
        "confidence and importance."
    ),
    listed=Listed(note=lambda item: f"{item.points[0].label} – {item.points[-1].label}"),
    new=NewEntry(
        asked=(
            Field(
                "name",
                _("Name"),
                _("One word, without spaces, such as agreement. People who answer do not see it."),
            ),
        ),
        starts=Field(
            "points", _("Its answers, from low to high"), _("One to a line, at least two.")
        ),
    ),
    allows=Allowed(copies=True),
    fields=(
        Field("stem", _("Question above the statements")),
        Field("stem_new_in_role", _("For people new in their role")),
        Field("not_applicable.label", _("Words for “not applicable”"), OTHER_CHOICE),
        Field("not_applicable.help", _("Help with “not applicable”")),
        Field("dont_know.label", _("Words for “don’t know”"), OTHER_CHOICE),
        Field("dont_know.help", _("Help with “don’t know”")),
    ),
)
POINTS = Section(
    "points",
    _("Answers of the scale"),
    _("Answer"),
    "/scales/*/points/*",
    about=_("From low to high. Their numbers follow their order."),
    listed=Listed(main="label"),
    fields=(Field("label", _("Words")), Field("help", _("Help below the words"))),
)


def _readiness_texts(instrument: Instrument) -> tuple[Field, ...]:
    levels = instrument.scoring.readiness.levels
    return (
        Field("intro", _("Introduction of the page")),
        *(
            Field(
                f"level_text.{level.code}",
                gettext("What “%(level)s” means") % {"level": level.label},
            )
            for level in levels
        ),
    )


READINESS = Section(
    "readiness",
    _("Readiness: introduction"),
    _("Readiness: introduction"),
    "/readiness",
    fields=_readiness_texts,
)
SIDE = Section(
    "side",
    _("Sides of readiness"),
    _("Side of readiness"),
    f"/readiness/{SIDES}",
    listed=Listed(main="title"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    fields=(
        TITLE,
        Field("scale", _("Answers it offers"), of=choices.scales, required=True),
        Field("allow_dont_know", _("Offer “don’t know”, where the scale has words for it")),
    ),
)
CONDITIONS = Section(
    "conditions",
    _("Readiness statements"),
    _("Readiness statement"),
    f"/readiness/{SIDES}/items/*",
    listed=Listed(
        note=lambda item: item.facet or "", marks=(Field("key", _("Key condition")),), main="text"
    ),
    new=NewEntry(is_own=True),
    allows=Allowed(copies=True),
    fields=(
        Field("text", _("Statement")),
        Field("facet", _("What it is about")),
        Field("key", _("Key condition: where it is missing, the result is held down")),
        Field("tip", _("Tip"), _("What may help where this is missing.")),
        Field(
            "tip_when.before_themes",
            _("Tip before the themes are answered"),
            _(
                "Of these five the last that fits the person is given; where none does, the tip above."
            ),
        ),
        Field("tip_when.after_themes", _("Tip once the themes are answered")),
        Field("tip_when.has_goal", _("Tip for somebody with a goal in their plan")),
        Field("tip_when.has_shared", _("Tip for somebody who has shared a report")),
        Field("tip_when.in_set", _("Tip for somebody in an action learning set")),
        Field(
            "hr_tip",
            _("Advice for HR"),
            _("What the organisation can do where too few people find this true. HR leads see it."),
        ),
    ),
)
OUTCOMES = Section(
    "outcomes",
    _("What both sides suggest"),
    _("Result"),
    "/readiness/outcomes/*",
    listed=Listed(main="title", note=lambda item: item.text),
    allows=Allowed(adds=False, deletes=False, moves=False),
    fields=(TITLE, Field("text", _("Text"))),
)
SPECTRUM = Section(
    "spectrum",
    _("Spectrum: title and note"),
    _("Spectrum: title and note"),
    "/spectrum",
    fields=(TITLE, Field("note", _("Note"))),
)
POSITIONS = Section(
    "positions",
    _("Positions of the spectrum"),
    _("Position"),
    "/spectrum/positions/*",
    listed=Listed(main="label", note=lambda item: item.text),
    new=NewEntry(stem="SP"),
    allows=Allowed(copies=True),
    fields=(Field("label", _("Name")), Field("text", _("What it means"))),
)
SPECTRUM_QUESTIONS = Section(
    "spectrum-questions",
    _("Questions about the spectrum"),
    _("Question"),
    "/spectrum/questions/*",
    about=_("Where the service is now, and where it should be."),
    listed=Listed(main="text"),
    allows=Allowed(adds=False, deletes=False),
    fields=(Field("text", _("Question")),),
)
SPECTRUM_RESULTS = Section(
    "spectrum-results",
    _("What now and aim suggest"),
    _("Result"),
    "/spectrum/results/*",
    listed=Listed(main="text"),
    allows=Allowed(adds=False, deletes=False, moves=False),
    fields=(Field("text", _("Text")),),
)
GLOSSARY = Section(
    "glossary",
    _("Glossary"),
    _("Word"),
    "/glossary/*",
    about=_("What words mean in the statements."),
    listed=Listed(main="term", note=lambda item: item.text),
    new=NewEntry(asked=(Field("term", _("Word")),)),
    fields=(Field("text", _("What it means")),),
)
QUESTIONNAIRE = (ABOUT, PARTS, THEMES, SCALES, GLOSSARY)
READINESS_SECTIONS = (READINESS, SIDE, OUTCOMES)
SPECTRUM_SECTIONS = (SPECTRUM, SPECTRUM_QUESTIONS, POSITIONS, SPECTRUM_RESULTS)
BELOW = (STATEMENTS, FACETS, FEEDBACK, POINTS, CONDITIONS)
