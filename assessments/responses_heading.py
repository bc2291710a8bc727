"""Reads the headings of a file of answers: which column is which question, and what becomes of all others."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from accounts.people_file import MAX_ATTRIBUTES, attribute_name
from accounts.people_headings import heading_words, meaning
from accounts.table_faults import CellError, RowFault, UnreadableFileError
from accounts.table_file import Table, quoted
from documents.characters import likeness
from leadership.instrument import Asked, Instrument

PEOPLE = ("email", "person")
KNOWN = (*PEOPLE, "name", "team")
# What LimeSurvey adds to every file of answers, and says nothing about a person's post.
LIMESURVEY_OWN = frozenset(
    ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp", "ipaddr", "refurl",
     "token", "interviewtime", "response id", "date submitted", "last page", "start language",
     "date started", "date last action", "ip address", "referrer url", "access code"]
)  # fmt: skip
# What other programs add (Microsoft Forms, Google Forms, SurveyMonkey, Qualtrics): when and from where somebody answered.
PROGRAMS_OWN = frozenset(
    ["timestamp", "start time", "completion time", "last modified time", "recordeddate", "recorded date", "ip address",
     "ipaddress", "respondent id", "collector id", "responseid", "response id", "duration (in seconds)",
     "distributionchannel", "distribution channel", "userlanguage", "user language", "locationlatitude",
     "locationlongitude", "externalreference", "external data reference", "response type", "unique response number"]
)  # fmt: skip
# Microsoft Forms numbers its rows in a column that is called as an organisation may call its own.
FORMS_TIMES = frozenset(["start time", "completion time", "last modified time"])
FORMS_OWN = ("id", "total points", "quiz feedback", "grade posted time")
FORMS_QUIZ = ("points - ", "feedback - ")
SURVEY_PERSON = ("token", "access code", "id", "response id")
# As LimeSurvey numbers questions: Q3, G01Q02, Q3other.
QUESTION = re.compile(r"(?:g\d+)?q\d+\w*")
BRACKETS = re.compile(r"[^\[\]]*\[([^\[\]]+)\]\s*")
# A letter for a digit, as people read them off paper.
FOR_DIGITS = str.maketrans("oil", "011")
Key = tuple[str, ...]


@dataclass(frozen=True)
class Heading:
    """The columns of a file, by their places."""

    line: int
    names: tuple[str, ...]
    # The headings as they are written, for people to find them.
    shown: tuple[str, ...]
    questions: Mapping[int, Asked]
    # The places of what is said of a person: email, person, name, team.
    people: Mapping[str, int]
    attributes: Mapping[int, str]
    left_out: tuple[int, ...] = ()
    # The questions whose heading is LimeSurvey's own, so that its codes for answers are meant.
    in_brackets: frozenset[int] = frozenset()
    notes: tuple[str, ...] = ()

    @property
    def person_at(self) -> dict[int, str]:
        return {at: key for key, at in self.people.items()}

    @property
    def fates(self) -> Iterator[tuple[str, str]]:
        """Yield each column with what becomes of it, in the order of the file."""
        known = self.person_at
        for at, name in enumerate(self.shown):
            if at in self.questions:
                yield name, _("the question %(code)s") % {"code": self.questions[at].code}
            elif at in known:
                yield name, known[at]
            elif at in self.attributes:
                yield name, _("an attribute, stored with the person")
            else:
                yield name, _("left out")


def is_heading(cells: Sequence[str], codes: "QuestionCodes") -> bool:
    """Tell whether a line has a question among its cells, and somebody who answers."""
    names = [heading_words(cell) for cell in cells]
    return any(map(_is_person, names)) and any(codes.find(name) for name in names)


def read_heading(table: Table, instrument: Instrument, codes: "QuestionCodes") -> Heading:
    """Raise UnreadableFileError with every fault of the headings."""
    names = [heading_words(cell) for cell in table.heading]
    while names and not names[-1]:
        names.pop()
    return _HeadingReading(table, names, codes, instrument).heading()


class QuestionCodes:
    """The codes of a bank's questions, and what people and programs make of them."""

    def __init__(self, instrument: Instrument) -> None:
        self.exact = {code.casefold(): asked for code, asked in instrument.asked.items()}
        self._keys = _alone((_key(code), asked) for code, asked in self.exact.items())
        self._texts = _alone(
            ((likeness(asked.text),), asked) for asked in self.exact.values() if asked.text
        )
        self._doubtful = {_key(_for_digits(code)) for code in self.exact}
        self._shapes = {shape for shape in map(_shape, self.exact) if "0" in shape}
        self._beginnings = {key[:-1] for key in self._keys if key[-1].isdecimal() and key[:-1]}

    def find(self, name: str) -> Asked | None:
        """Return the question that a heading names: by its code in any spelling, or by its words."""
        if name in self.exact:
            return self.exact[name]
        if len(key := _key(name)) > 1 and key in self._keys:
            return self._keys[key]
        return self._by_beginning(name) or self._by_text(name)

    def is_near(self, name: str) -> bool:
        """Tell whether a heading looks like a code, though it is the code of no question."""
        key = _key(name)
        if _shape(name) in self._shapes or key in self._keys:
            return True
        begins = (key[:at] in self._beginnings for at, one in enumerate(key) if one.isdecimal())
        if any(begins):
            return True
        return (
            any(map(str.isdecimal, _key(_for_digits(name))))
            and _key(_for_digits(name)) in self._doubtful
        )

    def _by_beginning(self, name: str) -> Asked | None:
        """Find `asp-01. I listen` and `q1[sq001]: I listen`: a code, and then the words of the question."""
        code, *words = re.split(r"[.:)](?:\s+|$)|\s+[-–—|]\s+|\s+", name, maxsplit=1)
        return self.find(code) if words and any(map(str.isdecimal, _key(code))) else None

    def _by_text(self, name: str) -> Asked | None:
        in_brackets = BRACKETS.fullmatch(name)
        for words in (name, in_brackets[1] if in_brackets else ""):
            if words and (found := self._texts.get((likeness(words),))):
                return found
        return None


@dataclass
class _HeadingReading:
    """The headings on their way to what they mean."""

    table: Table
    names: list[str]
    codes: QuestionCodes
    instrument: Instrument
    questions: dict[int, Asked] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    faults: list[RowFault] = field(default_factory=list)

    def heading(self) -> Heading:
        self._find_questions()
        self._find_people()
        brackets = frozenset(at for at in self.questions if "[" in self.names[at])
        taken = {*self.questions, *self.people.values()}
        others = [at for at in range(len(self.names)) if at not in taken]
        left = [at for at in others if self._is_surveys_own(self.names[at])]
        attributes = {at: self.names[at] for at in others if at not in left}
        self._find_faults(attributes)
        if self.faults:
            raise UnreadableFileError(*self.faults)
        shown = tuple(" ".join(cell.split()) for cell in self.table.heading)
        return Heading(
            self.table.line, tuple(self.names), shown, self.questions, self.people, attributes, tuple(left),
            brackets, self.table.notes,
        )  # fmt: skip

    def _find_questions(self) -> None:
        first: dict[str, str] = {}
        for at, name in enumerate(self.names):
            asked = None if name in KNOWN else self.codes.find(name)
            if asked is None:
                continue
            if asked.code in first and first[asked.code] != name:
                message = _("the column “%(column)s” is taken for %(code)s already.")
                self._fault(name, message % {"column": first[asked.code], "code": asked.code})
            elif asked.code not in first:
                first[asked.code] = name
                self.questions[at] = asked

    def _find_people(self) -> None:
        """Find who answered: by our own headings, else by those of other programs."""
        for key in KNOWN:
            if key in self.names:
                self.people[key] = self.names.index(key)
        taken = {*self.questions, *self.people.values()}
        free = [at for at in range(len(self.names)) if at not in taken]
        for key in ("email", "name"):
            named = [at for at in free if meaning(self.names[at]) == key]
            if key not in self.people and named:
                self.people[key] = named[0]
        if not set(PEOPLE) & set(self.people):
            by_survey = [one for one in SURVEY_PERSON if one in self.names]
            if by_survey and (self._is_limesurvey or self._is_forms):
                self.people["person"] = self.names.index(by_survey[0])

    @property
    def _is_limesurvey(self) -> bool:
        in_brackets = any("[" in self.names[at] for at in self.questions)
        return in_brackets or len(LIMESURVEY_OWN & set(self.names)) > 1

    @property
    def _is_forms(self) -> bool:
        return "id" in self.names and len(FORMS_TIMES & set(self.names)) > 1

    def _is_surveys_own(self, name: str) -> bool:
        """Tell what programs add, and LimeSurvey's questions that are none of the bank, from what is said of a person."""
        if name in PROGRAMS_OWN:
            return True
        if self._is_forms and (name in FORMS_OWN or name.startswith(FORMS_QUIZ)):
            return True
        if not self._is_limesurvey:
            return False
        return name in LIMESURVEY_OWN or "[" in name or bool(QUESTION.fullmatch(name))

    def _find_faults(self, attributes: Mapping[int, str]) -> None:
        if not set(PEOPLE) & set(self.people):
            message = _("the first line needs a column email or person.")
            self._fault("email", f"{message} {quoted(self.table)}".strip())
        for at, name in enumerate(self.names):
            if name and name in self.names[:at]:
                self._fault(name, _("this column is there twice."))
            elif at in attributes and (fault := self._attribute_fault(name)):
                self._fault(name or str(at + 1), fault)
        if not self.questions:
            message = _("no column has the code of a question of %(bank)s %(version)s.")
            self._fault("", message % self._bank_words())
        if len(attributes) > MAX_ATTRIBUTES:
            message = _("there are more than %(most)s attributes.")
            self._fault("", message % {"most": MAX_ATTRIBUTES})

    def _attribute_fault(self, name: str) -> str:
        """Return why a column cannot be an attribute: one that looks like a code is a code gone wrong."""
        if self.codes.is_near(name):
            message = _("there is no question “%(code)s” in %(bank)s %(version)s.")
            return message % {"code": name, **self._bank_words()}
        if name.rstrip().endswith(("?", "？", "؟")):
            # What somebody answered to it would stand by their name.
            message = _("this reads like a question, and is none of %(bank)s %(version)s. Delete the column, or call it by what it says of a person.")  # fmt: skip
            return message % self._bank_words()
        try:
            attribute_name(name)
        except CellError as error:
            return str(error)
        return ""

    def _bank_words(self) -> dict[str, str]:
        about = self.instrument.instrument
        return {"bank": about.code, "version": about.version}

    def _fault(self, column: str, message: str) -> None:
        self.faults.append(RowFault(self.table.line, column, message))


def _is_person(name: str) -> bool:
    return name in PEOPLE or meaning(name) == "email" or name in SURVEY_PERSON


def _key(name: str) -> Key:
    """Return the words and numbers of a code: `asp-01`, `ASP_1` and `Asp 001` are one, `Q1-1` and `Q11` are two."""
    parts = re.findall(r"\d+|[^\W\d_]+", _plain(name))
    return tuple(part.lstrip("0") or "0" if part.isdecimal() else part for part in parts)


def _plain(name: str) -> str:
    """Return a heading with letters that look alike as one, and separators left."""
    return "".join(likeness(one) or one for one in name)


def _for_digits(name: str) -> str:
    return _plain(name).translate(FOR_DIGITS)


def _shape(name: str) -> str:
    """Return a name with every number as 0 and every word as a: `asp-01` and `lcf-7` look alike.

    Codes without a number tell nothing: `trust` looks like `grade`.
    """
    return re.sub(r"[^\W\d_]+", "a", re.sub(r"\d+", "0", name))


def _alone(pairs: Iterable[tuple[Key, Asked]]) -> dict[Key, Asked]:
    """Return what each key means, without those that mean several things."""
    found: dict[Key, Asked] = {}
    several: set[Key] = set()
    for key, asked in pairs:
        if key in found:
            several.add(key)
        found[key] = asked
    return {key: asked for key, asked in found.items() if key not in several}
