"""The attributes that people of an organisation have: tells which of a file are new, and which look like another."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts import queries
from accounts.attribute_twins import like
from accounts.models import Organisation

# What people read of a long list.
MOST_ADVICE = 100


@dataclass
class AttributeBook:
    """Attributes and their values by what they look like; those of a file are noted in its order."""

    organisation: Organisation
    new: list[str] = field(default_factory=list)
    advice: list[str] = field(default_factory=list)
    _names: dict[str, str] = field(init=False)
    _values: dict[str, dict[str, str]] = field(init=False)
    _known: set[tuple[str, str]] = field(init=False)

    def __post_init__(self) -> None:
        known = queries.attribute_counts(self.organisation.pk)
        self._known = {(name, value) for name, values in known.items() for value in values}
        self._names = {like(name): name for name in known}
        self._values = {
            name: {like(value): value for value in sorted(values)} for name, values in known.items()
        }

    def note(self, attributes: Iterable[tuple[str, str]]) -> None:
        """Take notice of what a row says of one person."""
        for name, value in attributes:
            # Two that have lived beside each other for years are no slip.
            if (name, value) in self._known:
                continue
            self._known.add((name, value))
            if name not in self._values:
                self._note_name(name)
            values = self._values[name]
            twin = values.setdefault(like(value), value)
            if twin != value:
                said = _("%(name)s: “%(new)s” is new beside “%(old)s”, which looks the same. Write them alike if they are one.")  # fmt: skip
                self._advise(said % {"name": name, "new": value, "old": twin})

    def _note_name(self, name: str) -> None:
        self.new.append(name)
        self._values[name] = {}
        twin = self._names.setdefault(like(name), name)
        if twin != name:
            said = _("“%(new)s” is a new attribute beside “%(old)s”, which looks the same. Call them alike if they are one.")  # fmt: skip
            self._advise(said % {"new": name, "old": twin})

    def _advise(self, words: str) -> None:
        if len(self.advice) < MOST_ADVICE and words not in self.advice:
            self.advice.append(words)
