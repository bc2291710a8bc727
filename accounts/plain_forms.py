"""What each form says of a mistake: which field, and what to do, in place of Django's own words."""

from typing import TYPE_CHECKING

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    Base = forms.BaseForm
else:
    Base = object

# By the kind of field, the first that fits; by the code of Django's error.
MISSING = [
    (forms.FileField, gettext_lazy("Choose a file for “%(label)s”.")),
    (forms.BooleanField, gettext_lazy("Tick “%(label)s” to go on.")),
    (forms.ChoiceField, gettext_lazy("Choose one for “%(label)s”.")),
    (forms.Field, gettext_lazy("Fill in “%(label)s”.")),
]
INVALID = [
    (forms.EmailField, gettext_lazy("“%(label)s”: enter an address such as name@council.gov.uk.")),
    (forms.IntegerField, gettext_lazy("“%(label)s”: enter a whole number.")),
    (forms.DecimalField, gettext_lazy("“%(label)s”: enter a number.")),
    (forms.FloatField, gettext_lazy("“%(label)s”: enter a number.")),
    (forms.DateField, gettext_lazy("“%(label)s”: enter a real date, such as 31/3/2027.")),
    (forms.TimeField, gettext_lazy("“%(label)s”: enter a time, such as 14:30.")),
    (forms.FileField, gettext_lazy("“%(label)s”: choose a file.")),
    (forms.Field, gettext_lazy("“%(label)s”: check what you entered.")),
]
WORDS = {
    "max_length": gettext_lazy(
        "“%(label)s” can have up to %(limit_value)s characters. It now has %(show_value)s: shorten it."
    ),
    "min_length": gettext_lazy(
        "“%(label)s” needs at least %(limit_value)s characters. It now has %(show_value)s."
    ),
    "min_value": gettext_lazy("“%(label)s”: enter %(limit_value)s or more."),
    "max_value": gettext_lazy("“%(label)s”: enter %(limit_value)s or less."),
    "invalid_choice": gettext_lazy("“%(label)s”: choose one of those that are offered."),
    "invalid_list": gettext_lazy("“%(label)s”: choose from those that are offered."),
    "null_characters_not_allowed": gettext_lazy(
        "“%(label)s” has a character that cannot be saved. Type it again."
    ),
    "empty": gettext_lazy("“%(label)s”: the file is empty. Choose another."),
    "missing": gettext_lazy("“%(label)s”: choose a file."),
}


class PlainWords(Base):
    """Beside a form's own class: words that a field has of its own are left as they are."""

    def add_error(self, field: str | None, error: object) -> None:
        if field in self.fields and isinstance(error, ValidationError):
            error = ValidationError([_plain(one, self, field) for one in error.error_list])
        super().add_error(field, error)  # type: ignore[call-overload]


class PlainForm(PlainWords, forms.Form):
    """The form that all of ours are."""


def _plain(error: ValidationError, form: forms.BaseForm, name: str) -> ValidationError:
    field = form.fields[name]
    words = _words(field, error.code or "")
    own = field.error_messages.get(error.code or "")
    if words is None or (own is not None and own != _djangos(field).get(error.code or "")):
        return error
    if own is None and not _is_of_a_validator(error, field):
        return error  # of our own making, that happens to have such a code
    said = {**(error.params or {}), "label": form[name].label}
    return ValidationError(str(words), code=error.code, params=said)


def _is_of_a_validator(error: ValidationError, field: forms.Field) -> bool:
    """Tell whether the words are Django's, of a validator that every field of its kind has."""
    if error.code == "invalid":
        return isinstance(field, forms.EmailField) and error.message == validate_email.message
    return bool(error.params) or error.code == "null_characters_not_allowed"


def _words(field: forms.Field, code: str) -> object:
    if code in {"required", "invalid"}:
        kinds = MISSING if code == "required" else INVALID
        return next(words for kind, words in kinds if isinstance(field, kind))
    return WORDS.get(code)


def _djangos(field: forms.Field) -> dict[str, object]:
    """Return the words that Django gives a field of this kind, as it collects them itself."""
    words: dict[str, object] = {}
    for kind in reversed(type(field).__mro__):
        words |= getattr(kind, "default_error_messages", {})
    return words
