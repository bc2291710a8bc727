"""Which codes of a bank are unique, what refers to what by its code, and what stands in an order."""

from leadership.translation import gettext_noop as _

# Codes that answers, scores and reports go by: unique together, in the whole file.
ANSWERED = (
    "/themes/*/code",
    "/themes/*/items/*/code",
    "/learning_areas/*/code",
    "/learning_areas/*/importance_code",
    "/learning_areas/*/statements/*/code",
    "/readiness/individual/items/*/code",
    "/readiness/organisational/items/*/code",
    "/spectrum/questions/*/code",
)
# Codes that need to be unique only among their own.
OTHERS = (
    ("/themes/*/facets/*/code",),
    ("/learning_areas/*/activities/*/code",),
    ("/readiness/individual/code", "/readiness/organisational/code"),
    ("/bands/*/code",),
    ("/spectrum/positions/*/code",),
    ("/spectrum/results/*/rule",),
    ("/instrument/parts/*/code",),
    ("/stages/*/code",),
    ("/activity_types/*/code",),
    ("/sources/*/code",),
    ("/service_models/models/*/code",),
    ("/scales/*/code",),
    ("/embedding_plan/fields/*/code",),
    ("/embedding_plan/support_types/*/code",),
    ("/embedding_plan/statuses/*/code",),
    ("/readiness/outcomes/*/code",),
    ("/scoring/readiness/levels/*/code",),
    ("/scoring/learning_priority/levels/*/code",),
    ("/scoring/change/labels/*/code",),
)
# What refers to what by code.
REFERENCES = (
    ("/themes/*/feedback", "/bands/*/code", _("band")),
    ("/mapping/*/theme", "/themes/*/code", _("theme")),
    ("/mapping/*/area", "/learning_areas/*/code", _("learning area")),
    ("/themes/*/learning/primary/*", "/learning_areas/*/code", _("learning area")),
    ("/themes/*/learning/secondary/*", "/learning_areas/*/code", _("learning area")),
    (
        "/learning_areas/*/activities/*/type",
        "/activity_types/*/code",
        _("activity type"),
    ),
    ("/activity_guidance", "/activity_types/*/code", _("activity type")),
    ("/instrument/parts/*/stage", "/stages/*/code", _("stage")),
    ("/stages/*/platform_part", "/instrument/parts/*/code", _("part")),
)
SCALE_REFERENCES = ("/themes/*/scale", "/readiness/*/scale")
ORDERED = (
    "/themes",
    "/themes/*/items",
    "/bands",
    "/learning_areas",
    "/learning_areas/*/statements",
    "/readiness/individual/items",
    "/readiness/organisational/items",
    "/spectrum/positions",
    "/instrument/parts",
    "/stages",
    "/embedding_plan/fields",
)
