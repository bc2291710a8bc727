"""What the pages on which banks are kept are sent."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from accounts.fields import LinesField
from accounts.models import Organisation
from banks.forms.drafts import (
    LINE,
    MORE_LINES,
    NO_LANGUAGE,
    NOT_A_CODE,
    ListField,
    NamingForm,
    WordsField,
)
from banks.models import BankVersion
from banks.queries import is_code_taken
from leadership.instrument import (
    About,
    Instrument,
    OtherChoice,
    Point,
    Question,
    Scale,
    Theme,
)
from leadership.instrument.types import CODE_PATTERN, LANGUAGE_PATTERN

SUMMARY_MAX_LENGTH = 2000
FEWEST_ANSWERS, MOST_ANSWERS = 2, 20
# What a new bank's first things are called; people who answer see none of it.
FIRST_NUMBER, FIRST_SCALE, FIRST_THEME = "1.0", "answers", "T-01"


class CompareForm(NamingForm):
    """Which two versions to compare."""

    def __init__(self, *args: Any, versions: Iterable[BankVersion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [(version.pk, version_words(version)) for version in versions]
        for name, label in (("before", _("From version")), ("after", _("To version"))):
            self.fields[name] = forms.TypedChoiceField(label=label, choices=choices, coerce=int)


def version_words(version: BankVersion) -> str:
    words = f"{version.number} ({version.get_status_display()})"
    return words if version.bank.organisation_id else f"{version.title}: {words}"


class OrganisationField(forms.TypedChoiceField):
    """One of the organisations whose banks the person keeps; not asked where there is only one."""

    def __init__(self, organisations: list[Organisation]) -> None:
        by_id = {str(organisation.pk): organisation for organisation in organisations}
        super().__init__(
            label=_("Organisation"),
            choices=[(key, organisation.name) for key, organisation in by_id.items()],
            coerce=by_id.__getitem__,
            initial=next(iter(by_id)),
            widget=forms.Select if len(by_id) > 1 else forms.HiddenInput,
        )


class NewBankForm(NamingForm):
    """The least that a bank begins with: its name, one scale, and one theme with its first statements."""

    title = WordsField(
        label=_("Title"), help_text=_("People read it when they begin."), max_length=LINE
    )
    code = WordsField(
        label=_("Code"),
        help_text=_(
            "A short name that never changes, such as COACHING: letters without accents, digits, and . _ -. It "
            "names files and tells this bank from others."
        ),
        max_length=40,
        validators=[RegexValidator(CODE_PATTERN, NOT_A_CODE)],
    )
    language = WordsField(
        label=_("Language"),
        help_text=_("Tells screen readers how to say the words: en-GB for English, cy for Welsh."),
        initial="en-GB",
        max_length=20,
        validators=[RegexValidator(LANGUAGE_PATTERN, NO_LANGUAGE)],
    )
    stem = WordsField(
        label=_("Question above the statements"),
        help_text=_("For example: How far do you agree?"),
        required=False,
        max_length=LINE,
    )
    answers = ListField(
        label=_("Answers, from low to high"),
        help_text=_("One to a line, from two to twenty. They count 1, 2, 3 and so on."),
        longest=LINE,
        widget=forms.Textarea(attrs={"rows": MORE_LINES}),
    )
    not_applicable = WordsField(
        label=_("Words for “not applicable”"),
        help_text=_("Left empty, it is not offered. It is never scored."),
        required=False,
        max_length=LINE,
    )
    theme = WordsField(
        label=_("Title of the first theme"),
        help_text=_("More themes are added afterwards."),
        max_length=LINE,
    )
    statements = ListField(
        label=_("Its first statements"),
        help_text=_("One to a line. Labels and reversed statements are set afterwards."),
        longest=LINE,
        widget=forms.Textarea(attrs={"rows": MORE_LINES}),
    )

    def __init__(self, *args: Any, organisations: list[Organisation], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"] = OrganisationField(organisations)

    def clean_answers(self) -> str:
        answers: str = self.cleaned_data["answers"]
        if not FEWEST_ANSWERS <= len(answers.split("\n")) <= MOST_ANSWERS:
            raise ValidationError(
                _("Write %(least)s to %(most)s answers, one to a line."),
                params={"least": FEWEST_ANSWERS, "most": MOST_ANSWERS},
            )
        return answers

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if {"code", "organisation"} <= said.keys() and is_code_taken(
            said["code"], said["organisation"]
        ):
            words = _("There is a bank with the code %(code)s already.")
            self.add_error("code", ValidationError(words, params={"code": said["code"]}))
        return said

    def instrument(self) -> Instrument:
        """Return the bank that these words come to."""
        said = self.cleaned_data
        answers = enumerate(said["answers"].split("\n"), 1)
        scale = Scale(
            tuple(Point(value, label) for value, label in answers),
            stem=said["stem"] or None,
            not_applicable=OtherChoice(said["not_applicable"]) if said["not_applicable"] else None,
        )
        statements = enumerate(said["statements"].split("\n"), 1)
        questions = (
            Question(f"{FIRST_THEME}-{n:02}", text, reverse=False, order=n)
            for n, text in statements
        )
        about = About(said["code"], FIRST_NUMBER, said["title"], said["language"])
        theme = Theme(FIRST_THEME, said["theme"], tuple(questions))
        # `complete` writes out all the rest when the draft is stored.
        return Instrument("1.0", about, {FIRST_SCALE: scale}, (theme,))


class PublishForm(NamingForm):
    """What a publication changes, in words and in its effect on comparison."""

    summary = LinesField(
        label=_("What has changed, and why?"),
        help_text=_("Other administrators read this beside the version."),
        max_length=SUMMARY_MAX_LENGTH,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Say it in a few words.")},
    )

    def __init__(
        self,
        *args: Any,
        before: BankVersion | None,
        copied_from: BankVersion | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        if not (before or copied_from):
            self.fields["summary"].label = _("What is this bank for?")
        if before:
            self.fields["change"] = forms.ChoiceField(
                label=_("How much has changed since version %(number)s?")
                % {"number": before.number},
                choices=BankVersion.Change.choices,
                widget=forms.RadioSelect,
            )
