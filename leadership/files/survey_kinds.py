"""What LimeSurvey's kinds of questions and their attributes are called, to say what of them was left out."""

from leadership.translation import gettext_noop as _

KINDS = {
    "1": _("array with two scales"), ":": _("array of numbers"), ";": _("array of texts"),
    "C": _("array of yes, uncertain, no"), "E": _("array of increase, same, decrease"), "H": _("array by column"),
    "D": _("date"), "G": _("gender"), "I": _("language"), "K": _("several numbers"), "5": _("five-point choice"), "L": _("list"), "!": _("list"),
    "M": _("multiple choice"), "P": _("multiple choice with comments"), "N": _("number"), "O": _("list with comment"),
    "Q": _("several short texts"), "R": _("ranking"), "S": _("short text"), "T": _("long text"), "U": _("long text"),
    "X": _("text to read"), "Y": _("yes or no"), "|": _("upload"), "*": _("equation"),
}  # fmt: skip
OF_ITS_OWN = _("kind of its own")
ATTRIBUTES = {
    "array_filter": _("which of its rows are shown depends on {value}"),
    "array_filter_exclude": _("which of its rows are hidden depends on {value}"),
    "random_order": _("the random order of its rows"),
    "hidden": _("that it is hidden"),
}
