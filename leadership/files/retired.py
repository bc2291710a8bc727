"""Keys that bank files once had: they are still read, said to be left out, and stored no more.

Files are kept for years and passed on, so a key that goes from the Instrument goes in here, with why. A key
that nothing reads makes an author believe in a switch that turns nothing.
"""

from typing import Final

from leadership.addressing import Json, Pattern, walk, without
from leadership.files.faults import Finding
from leadership.translation import gettext
from leadership.translation import gettext_noop as _

_SERVICE = _("the service works this out in one way for all banks")
_FOLLOWS = _("it follows from the statements themselves")
_SCALE = _("it follows from the scale")
_DISCLOSURE = _("how small groups are protected is the same for all banks")
_PLAN = _("what can be entered follows from the code of the question")
_PROFILE = _("a profile is read by smallest_difference, habit and room_to_grow")

RETIRED: Final[dict[Pattern, str]] = {
    # Formulas that a file told its readers. Scoring holds the only ones: a file could not change them.
    "/scoring/reverse_rule": _SERVICE,
    "/scoring/pomp_formula": _SERVICE,
    "/scoring/rounding": _SERVICE,
    "/scoring/overall/method": _SERVICE,
    "/scoring/overall/equal_theme_weights": _SERVICE,
    "/scoring/learning_priority/formula": _SERVICE,
    "/scoring/learning_priority/theme_need_formula": _SERVICE,
    "/scoring/learning_priority/tie_break": _SERVICE,
    "/scoring/readiness/method": _SERVICE,
    "/scoring/readiness/key_item_cap": _SERVICE,
    "/scoring/change/sem": _SERVICE,
    "/scoring/change/s_diff": _SERVICE,
    "/scoring/change/rci": _SERVICE,
    "/scoring/change/same_items_only": _SERVICE,
    "/scoring/change/labels/*/rule": _SERVICE,
    "/readiness/outcomes/*/rule": _SERVICE,
    # Numbers that say again what can be counted, and were wrong as soon as a statement was added.
    "/scoring/theme": _FOLLOWS,
    "/scoring/overall/themes": _FOLLOWS,
    "/scoring/learning_priority/statements": _FOLLOWS,
    "/scoring/readiness/items_per_side": _FOLLOWS,
    "/bands/*/mean_range": _SCALE,
    # What protects people is decided in `results.disclosure`, never by a file.
    "/scoring/anonymity/min_group_n_floor": _DISCLOSURE,
    "/scoring/anonymity/max_group_n_setting": _DISCLOSURE,
    "/scoring/anonymity/residual_rule": _DISCLOSURE,
    "/scoring/anonymity/cell_rule": _DISCLOSURE,
    "/scoring/anonymity/share_rule": _DISCLOSURE,
    "/scoring/anonymity/top_code_mean": _DISCLOSURE,
    # At first a report named a fixed number of highest and lowest themes.
    "/scoring/profile/flat_if_range_less_than": _PROFILE,
    "/scoring/profile/show_top": _PROFILE,
    "/scoring/profile/show_bottom": _PROFILE,
    "/scoring/profile/tie_rule": _PROFILE,
    # What pages were once thought to need.
    "/instrument/status": _("whether it is a draft or published is known of each version"),
    "/themes/*/icon_hint": _("themes are shown without pictures"),
    "/spectrum/questions/*/required": _("no question has to be answered"),
    "/embedding_plan/recommended_goals": _("how many goals are advised stands in the introduction"),
    "/embedding_plan/fields/*/type": _PLAN,
    "/embedding_plan/fields/*/default": _PLAN,
}


def without_retired(data: Json) -> tuple[Json, list[Finding]]:
    """Return plain data without retired keys, and what to say of each: once, where it first stands."""
    findings = []
    for pattern, why in RETIRED.items():
        first = next((path for path, _value in walk(data, pattern, object)), None)
        if first:
            said = gettext("is left out, because banks no longer have it: %(why)s.")
            findings.append(Finding(first, said % {"why": gettext(why)}))
            data = without(data, pattern)
    return data, findings
