"""The fixed texts of reports, for banks that bring no wording of their own.

A bank may replace any of them, by key, under `report_wording: fixed_texts`.
"""

from leadership.translation import gettext_noop as _

FIXED_TEXTS = {
    "self_view_notice": _(
        "This report is based only on your own answers. It shows how you see your "
        "leadership now. Other people may see it differently, and talking with them will "
        "make it more useful."
    ),
    "privacy_notice_individual": _("Only you can see this report. You choose whether to share it."),
    "privacy_notice_group": _(
        "This report combines the answers of {n} people. It cannot show what any one person said."
    ),
    "suppressed": _("Not shown, to protect people's privacy"),
    "not_enough_answers": _("Not enough answers"),
    "near_boundary": _("You are close to the line between two bands. Read both."),
    "flat_profile": _(
        "Your scores are close together. Rather than looking for small differences, "
        "choose the theme that matters most to your customers now."
    ),
    "provisional_change": _(
        "This comparison uses an early estimate of how precise the scores are."
    ),
    "decrease_note": _(
        "A lower score is not a failure. People often score themselves lower after "
        "learning, because they notice more."
    ),
    "too_soon": _("Less than eight weeks have passed, so it is too soon to compare."),
    "role_fit_note": _("This theme may not fit your role."),
    "straight_line_prompt": _(
        "You gave the same answer to every statement. Some are worded the other way "
        "round. Would you like to check them?"
    ),
    "no_priority": _(
        "Nothing stands out as urgent. Choose the area that would help your customers most."
    ),
    "learning_skipped": _(
        "You skipped the learning questions, so these areas are ordered by your theme answers."
    ),
    "theme_suggestion": _("Suggested by your theme answers"),
    "reversed_marker": _("worded the other way round"),
    "evidence_warning": _("Please do not name customers or colleagues."),
    "too_alike": _("Answers were too alike to show without giving people away."),
    "nearly_everyone": _("nearly everyone"),
    "few_or_none": _("few or none"),
    "small_difference": _(
        "Differences of under {points} points between two themes are best ignored."
    ),
    "group_prefix": _("The group's answers suggest"),
    "purpose_limit": _(
        "This self-assessment is for development only. Results must not be used for "
        "selection, promotion, pay, redundancy or performance rating. Nobody may require "
        "you to share your report."
    ),
}
# Gaps that a bank's own text may leave out, because it can say the same in other words.
GAPS_TO_LEAVE_OUT = {"small_difference": frozenset({"points"})}


class Worded(str):
    """Words that know which language they are in; '' stands for that of the page."""

    language: str

    def __new__(cls, words: str, language: str = "") -> "Worded":
        made = super().__new__(cls, words)
        made.language = language
        return made
