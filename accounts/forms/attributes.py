"""The attributes of one person, where what is known is offered; and the forms that change one for everybody."""

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import queries
from accounts.access import PeopleReach
from accounts.attribute_twins import twin_of
from accounts.people_file import MAX_ATTRIBUTE, MAX_ATTRIBUTE_NAME, MAX_ATTRIBUTES, attribute_name
from accounts.people_headings import KNOWN
from accounts.plain_forms import PlainForm
from accounts.reading_order import reading_order
from accounts.table_faults import CellError
from accounts.table_file import one_line

# An attribute with more values is a number or a name of one's own: a list of those helps nobody.
MOST_OFFERED = 50


class ListInput(forms.TextInput):
    """A line to write in that offers a list; other words than those can be written too."""

    template_name = "accounts/people/_list_input.html"

    def __init__(self, offered: Iterable[str]) -> None:
        # What is offered stands in the list; a browser's memory of other people's values does not.
        super().__init__(attrs={"autocomplete": "off"})
        self.offered = list(offered)

    def get_context(self, name: str, value: object, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context(name, value, attrs)
        if self.offered:
            list_id = f"{context['widget']['attrs'].get('id', name)}_values"
            context["widget"]["attrs"]["list"] = list_id
            context |= {"list_id": list_id, "offered": self.offered}
        return context


class AttributesForm(PlainForm):
    """A field for each attribute that people have, with its values, and one for others."""

    def add_attributes(self, reach: PeopleReach, had: Mapping[str, str]) -> None:
        organisation_id = reach.membership.organisation_id
        self._had, self._is_whole = had, reach.is_whole
        # Looked through is all that is known; offered is what those within reach have.
        self._known = queries.attribute_counts(organisation_id)
        near = (
            self._known
            if reach.is_whole
            else queries.attribute_counts(organisation_id, within=reach.team_ids)
        )
        often = sorted(near, key=lambda name: -sum(near[name].values()))[:MAX_ATTRIBUTES]
        self._named = {field_name(name): name for name in sorted({*often, *had}, key=reading_order)}
        for field, name in self._named.items():
            self._add_attribute(field, name, near.get(name, {}))
        if self._named:
            first = next(iter(self._named))
            self.fields[first].help_text = _("Choose from the list, or write another value.")
        self.fields["attributes"] = forms.CharField(
            label=_("Other attributes") if self._named else _("Attributes"),
            help_text=_("One a line, such as: grade = G10"),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2 if self._named else 4}),
        )

    def _add_attribute(self, field: str, name: str, values: Mapping[str, int]) -> None:
        offered = sorted(values, key=reading_order) if len(values) <= MOST_OFFERED else []
        self.fields[field] = forms.CharField(
            label=name[:1].upper() + name[1:],
            required=False,
            initial=self._had.get(name, ""),
            widget=ListInput(offered),
        )

    def clean_attributes(self) -> dict[str, str]:
        found: dict[str, str] = {}
        for line in self.cleaned_data["attributes"].splitlines():
            if line.strip():
                key, value = _attribute(line)
                if key in found:
                    raise ValidationError(_("“%(key)s” is there twice.") % {"key": key})
                found[key] = value
        return found

    def clean(self) -> None:
        others = self.cleaned_data.get("attributes", {})
        self.attributes = dict(others)
        for name, value in others.items():
            self._refuse_twin("attributes", name, value)
        for field, name in self._named.items():
            value = self._written(field)
            if value and others.get(name, value) != value:
                self.add_error("attributes", _("“%(key)s” is there twice.") % {"key": name})
            elif value:
                self.attributes[name] = value
                self._refuse_twin(field, name, value)
        if len(self.attributes) > MAX_ATTRIBUTES:
            said = _("A person can have at most %(most)s attributes.")
            self.add_error("attributes", said % {"most": MAX_ATTRIBUTES})

    def _written(self, field: str) -> str:
        try:
            return one_line(self.cleaned_data.get(field, ""), at_most=MAX_ATTRIBUTE)
        except CellError as error:
            self.add_error(field, str(error))
            return ""

    def _refuse_twin(self, field: str, name: str, value: str) -> None:
        """Refuse what looks like something known: one grade typed in two ways is two groups in results."""
        if self._had.get(name) == value:
            return
        names = {known: sum(values.values()) for known, values in self._known.items()}
        if twin := twin_of(name, names):
            said = _("“%(new)s” looks like the attribute “%(old)s”. Did you mean that?")
            self.add_error(field, said % {"new": name, "old": twin})
        elif twin := twin_of(value, self._known.get(name, {})):
            self.add_error(field, self._twin_words() % {"new": value, "old": twin})

    def _twin_words(self) -> str:
        """Say where a value is put right: the page for that is closed to who looks after a branch alone."""
        if self._is_whole:
            return _("Did you mean “%(old)s”? If “%(new)s” is right, the value is renamed for everybody under People, Attributes.")  # fmt: skip
        return _("Did you mean “%(old)s”? If “%(new)s” is right, ask an administrator or an HR lead of the whole organisation to rename the value for everybody.")  # fmt: skip


class RenameValueForm(PlainForm):
    """What a value of an attribute becomes: another one, or one that is there."""

    becomes = forms.CharField(
        label=gettext_lazy("New value"),
        help_text=gettext_lazy("Write it anew, or choose one that is there to make them one."),
        error_messages={"required": gettext_lazy("Enter the new value.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, was: str, values: Iterable[str]
    ) -> None:
        super().__init__(data)
        self.was = was
        others = sorted((value for value in values if value != was), key=reading_order)
        self.fields["becomes"].widget = ListInput(others if len(others) <= MOST_OFFERED else [])

    def clean_becomes(self) -> str:
        try:
            becomes = one_line(self.cleaned_data["becomes"], at_most=MAX_ATTRIBUTE)
        except CellError as error:
            raise ValidationError(str(error)) from None
        return _another(becomes, self.was)


class RenameAttributeForm(PlainForm):
    """What an attribute is called from now on."""

    becomes = forms.CharField(
        label=gettext_lazy("New name"),
        max_length=MAX_ATTRIBUTE_NAME,
        error_messages={"required": gettext_lazy("Enter the new name.")},
    )

    def __init__(
        self, data: Mapping[str, Any] | None = None, *, was: str, names: Iterable[str]
    ) -> None:
        super().__init__(data)
        self.was = was
        self.fields["becomes"].widget = ListInput(
            sorted((name for name in names if name != was), key=reading_order)
        )

    def clean_becomes(self) -> str:
        try:
            becomes = attribute_name(self.cleaned_data["becomes"])
        except CellError as error:
            raise ValidationError(str(error)) from None
        if becomes in KNOWN:
            said = _("“%(name)s” is a column of its own in files of people. Choose another name.")
            raise ValidationError(said % {"name": becomes})
        return _another(becomes, self.was)


def field_name(name: str) -> str:
    """Return what the field of an attribute is called: the same on every page, whatever the name is."""
    return f"attribute_{sha256(name.encode()).hexdigest()[:12]}"


def _another(becomes: str, was: str) -> str:
    if becomes == was:
        raise ValidationError(_("It is called that already."))
    if not becomes:
        raise ValidationError(_("Enter at least one character that can be seen."))
    return becomes


def _attribute(line: str) -> tuple[str, str]:
    name, equals, value = line.partition("=")
    try:
        key, words = attribute_name(name), one_line(value, at_most=MAX_ATTRIBUTE)
    except CellError as error:
        raise ValidationError(f"{line.strip()[:60]}: {error}") from None
    if not equals or not words or key in KNOWN:
        message = _("“%(line)s” should be a name and a value, such as: grade = G10")
        raise ValidationError(message % {"line": line.strip()[:60]})
    return key, words
