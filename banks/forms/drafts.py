"""What the pages on which a draft is edited are sent: a form for any section, made from its description."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, RegexValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.fields import LinesField, normal_text
from accounts.plain_forms import PlainForm
from leadership.concurrency import shared_conflict_words
from leadership.editing import YES, FieldChange
from leadership.editing.sections import Field, Keys, Section
from leadership.files import bank_text, refusal_of
from leadership.instrument import Instrument
from leadership.instrument.types import CODE_PATTERN, LANGUAGE_PATTERN
from leadership.shapes import Shape, ValueKind

# As long as a line of a bank file may be; what may be longer is written in a larger box.
LINE = 300
FEW_LINES, MORE_LINES = 3, 6
SMALLEST_STEP = 0.01
# A value of a scale; none is farther from zero than four digits say.
WHOLE = re.compile(r"-?(0|[1-9]\d{0,3})")
NOT_A_CODE = _("Use letters without accents, digits, and . _ - only.")
NO_LANGUAGE = _("Write a language tag such as en-GB or cy.")
PATTERNS = {CODE_PATTERN: NOT_A_CODE, LANGUAGE_PATTERN: NO_LANGUAGE}


class NamingForm(PlainForm):
    """Says in each error which field it is about: above the form several with the same words would tell nothing."""

    def add_error(self, field: str | None, error: object) -> None:
        super().add_error(field, error)
        if field in self.fields and (errors := self.errors.get(field)):
            label = str(self[field].label)
            errors.data = [_named(one, label) for one in errors.as_data()]


def _named(error: ValidationError, label: str) -> ValidationError:
    words = " ".join(error.messages)
    if label in words:
        return error
    named = gettext("“%(label)s”: %(words)s")
    return ValidationError(named, code=error.code, params={"label": label, "words": words})


class WordsField(LinesField):
    """Words as a bank may hold them; as in a file, with plain spaces and nothing unseen among them."""

    def to_python(self, value: Any) -> str:
        text = super().to_python(value)
        # What is refused stays as it was written, so that the person can find the character.
        return text if refusal_of(text) else bank_text(text)

    def validate(self, value: str) -> None:
        super().validate(value)
        refusal = refusal_of(value)
        if refusal:
            raise ValidationError(_("This text %(refusal)s"), params={"refusal": refusal})


class ListField(WordsField):
    """Several texts, one to a line."""

    def __init__(self, *, longest: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.longest = longest

    def to_python(self, value: Any) -> str:
        lines = (line.strip() for line in super().to_python(value).split("\n"))
        return "\n".join(line for line in lines if line)

    def validate(self, value: str) -> None:
        super().validate(value)
        for number, line in enumerate(value.split("\n"), 1):
            if len(line) > self.longest:
                raise ValidationError(
                    _("A line may have %(most)d characters; line %(number)d has %(length)d."),
                    params={"most": self.longest, "number": number, "length": len(line)},
                )


class WholesField(LinesField):
    """Whole numbers, each once, with commas or spaces between them."""

    def to_python(self, value: Any) -> str:
        return ", ".join(one for one in re.split(r"[\s,]+", super().to_python(value)) if one)

    def validate(self, value: str) -> None:
        super().validate(value)
        numbers = value.split(", ") if value else []
        if not all(WHOLE.fullmatch(one) for one in numbers):
            raise ValidationError(_("Write whole numbers with commas between them, such as 4, 5."))
        if len(set(numbers)) < len(numbers):
            raise ValidationError(_("Name each number once."))


class DraftForm(NamingForm):
    """Fields of a draft; beside each goes, hidden, the text that the page knows to be stored (`was-`).

    What is sent without its `was-` is not asked: a page without scripts sends all of its fields, one
    that saves as it goes only those that changed.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        section: Section,
        instrument: Instrument,
        keys: Keys = (),
        stored: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(data)
        self.section, self.instrument, self.keys = section, instrument, keys
        self.is_new = stored is None
        self.stored = stored or {}
        described = section.fields_in(instrument)
        if self.is_new:
            described = tuple(one for one in section.asked_in(instrument) if one.when_added)
        sent = [
            one for one in described if data is None or self.is_new or f"was-{one.name}" in data
        ]
        self.names = tuple(one.name for one in sent)
        for one in sent:
            self._ask(one)

    def _ask(self, field: Field) -> None:
        shape = self._shape(field)
        self.fields[field.name] = field_for(field, shape, self._choices(field, shape))
        # A flag is stored as a word, like all else that a form compares.
        text = self.stored.get(field.name, "")
        if field in self.section.new.asked and self.section.name == "scales":
            self.fields[field.name].validators.append(RegexValidator(CODE_PATTERN, NOT_A_CODE))
        self.fields[field.name].initial = text == YES if shape.kind is ValueKind.FLAG else text
        if not self.is_new:
            self.fields[f"was-{field.name}"] = forms.CharField(
                required=False, initial=text, widget=forms.HiddenInput
            )

    def _shape(self, field: Field) -> Shape:
        if field in self.section.new.asked:
            is_name = not field.of and self.section.listed.main != field.name
            return Shape(ValueKind.TEXT, required=True, longest=40 if is_name else LINE)
        if field == self.section.new.starts:
            text = Shape(ValueKind.TEXT, longest=LINE)
            return Shape(ValueKind.LIST, required=True, item=text)
        shape = self.section.shape(field.name)
        return replace(shape, required=True) if field.required else shape

    def _choices(self, field: Field, shape: Shape) -> list[tuple[str, str]] | None:
        if not field.of:
            return [(one, one) for one in shape.choices] if shape.choices else None
        choices = field.of(self.instrument, self.keys)
        stored = self.stored.get(field.name, "")
        # What is stored stays a choice, be it gone from the bank: its fault is told on the page.
        if stored and stored not in dict(choices):
            choices.append((stored, stored))
        return choices if shape.required else [("", gettext("None")), *choices]

    def submitted(self) -> dict[str, str]:
        return {name: _text(self.cleaned_data.get(name)) for name in self.names}

    def was(self) -> dict[str, str]:
        """Return what the page knew, even where the rest of it is not valid."""
        return {name: normal_text(str(self.data.get(f"was-{name}", ""))) for name in self.names}

    def changes(self) -> dict[str, FieldChange]:
        """Return what is intended of each field that is valid."""
        # Reading it validates the form, without which there is no `cleaned_data`.
        wrong = self.errors
        submitted, was = self.submitted(), self.was()
        return {
            name: FieldChange(was=was[name], new=submitted[name])
            for name in self.names
            if name not in wrong
        }

    def again(self, stored: Mapping[str, str], conflicts: Mapping[str, str]) -> Self:
        """Return the form with what was written here and, at each conflict, what is stored."""
        # A box that is not ticked is sent by leaving it out, so empty values have to be left out here as well.
        data = {name: str(self.data.get(name, "")) for name in self.names if self.data.get(name)}
        data |= {f"was-{name}": text for name, text in stored.items()}
        form = type(self)(
            data,
            section=self.section,
            instrument=self.instrument,
            keys=self.keys,
            stored=stored,
        )
        for name, text in conflicts.items():
            form.add_error(name, shared_conflict_words(text))
        return form

    def clean(self) -> dict[str, Any]:
        # Checked as it would be stored: what was not sent is what is there.
        values = {**self.stored, **self.cleaned_data}
        for check in (_label_fits, _band_goes_up, _choice_has_words, _name_is_new):
            check(self, values)
        return self.cleaned_data

    def refuse(self, name: str, words: Any) -> None:
        """Put an error where the person can mend it, if that field was sent at all."""
        self.add_error(name if name in self.fields else None, words)


# Sections of things that stand for the scores from `min` to `max`.
STRETCHES = {"bands", "priority-levels", "readiness-levels"}


def _label_fits(form: DraftForm, values: dict[str, Any]) -> None:
    if form.section.name == "statements" and len(values.get("text") or "") > LINE:
        repeats = values.get("label") in ("", None, form.stored.get("text"))
        if repeats:
            words = _("The statement is too long to stand for its label: write one.")
            form.refuse("label" if "label" in form.fields else "text", words)


def _band_goes_up(form: DraftForm, values: dict[str, Any]) -> None:
    if form.section.name in STRETCHES and _number(values.get("min")) > _number(
        values.get("max"), 100
    ):
        # A page that saves as it goes sends one field, which may be either end.
        name = "max" if "max" in form.fields else "min"
        form.refuse(name, _("It must end where it begins, or above."))


def _number(value: Any, missing: int = 0) -> int:
    return missing if value in ("", None) else int(value)


def _choice_has_words(form: DraftForm, values: dict[str, Any]) -> None:
    for head in ("not_applicable", "dont_know"):
        if values.get(f"{head}.help") and not values.get(f"{head}.label"):
            name = f"{head}.label"
            form.refuse(name if name in form.fields else f"{head}.help", _("Give it words first."))


def _name_is_new(form: DraftForm, values: dict[str, Any]) -> None:
    if not form.is_new or form.section.name not in {"scales", "glossary", "map"}:
        return
    taken = {
        "scales": lambda: values.get("name") in form.instrument.scales,
        "glossary": lambda: values.get("term") in {one.term for one in form.instrument.glossary},
        "map": lambda: (
            (values.get("theme"), values.get("area"))
            in {(one.theme, one.area) for one in form.instrument.mapping}
        ),
    }
    if taken[form.section.name]():
        form.refuse(form.section.new.asked[-1].name, _("There is one of this name already."))


def field_for(field: Field, shape: Shape, choices: Iterable[tuple[str, str]] | None) -> forms.Field:
    hint = " ".join(words for words in (gettext(field.hint), _limits(shape)) if words)
    common: dict[str, Any] = {
        "label": gettext(field.label), "help_text": hint, "required": shape.required,
    }  # fmt: skip
    if choices is not None:
        return forms.ChoiceField(choices=list(choices), **common)
    if shape.kind is ValueKind.FLAG:
        return forms.BooleanField(**common | {"required": False})
    if shape.kind in {ValueKind.WHOLE, ValueKind.NUMBER}:
        return _number_field(shape, common)
    if shape.is_whole_numbers:
        return WholesField(**common)
    if shape.is_lines:
        widget = forms.Textarea(attrs={"rows": MORE_LINES})
        longest = (shape.item and shape.item.longest) or LINE
        return ListField(longest=longest, widget=widget, **common)
    longest = shape.longest or LINE
    if longest > LINE:
        common["widget"] = forms.Textarea(attrs={"rows": FEW_LINES})
    limits: list[Callable[[str], None]] = [MaxLengthValidator(longest)]
    if shape.pattern in PATTERNS:
        limits.append(RegexValidator(shape.pattern, PATTERNS[shape.pattern]))
    # No counter below the field: few texts of a bank come near what it may hold.
    return WordsField(validators=limits, **common)


def _number_field(shape: Shape, common: dict[str, Any]) -> forms.Field:
    if shape.kind is ValueKind.WHOLE:
        return forms.IntegerField(
            min_value=_whole(shape.least), max_value=_whole(shape.most), **common
        )
    least, most = _ends(shape)
    # Browsers refuse 0.75 in a field whose steps are whole.
    widget = forms.NumberInput(attrs={"step": "any"})
    return forms.FloatField(min_value=least, max_value=most, widget=widget, **common)


def _ends(shape: Shape) -> tuple[float | None, float | None]:
    """Return the least and the most that may be written, where it must be above or below a number."""
    # HTML knows at least and at most, but nothing for more than.
    least = shape.least if shape.above is None else shape.above + SMALLEST_STEP
    most = shape.most if shape.below is None else shape.below - SMALLEST_STEP
    return least, most


def _limits(shape: Shape) -> str:
    """Say between which numbers a field is kept."""
    if shape.kind not in {ValueKind.WHOLE, ValueKind.NUMBER}:
        return ""
    least, most = _ends(shape)
    numbers = {"least": f"{least or 0:g}", "most": f"{most or 0:g}"}
    if most is not None:
        return gettext("From %(least)s to %(most)s.") % numbers
    return "" if least is None else gettext("At least %(least)s.") % numbers


def _whole(limit: float | None) -> int | None:
    return None if limit is None else int(limit)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return YES if value else ""
    return f"{value:g}" if isinstance(value, float) else "" if value is None else str(value)
