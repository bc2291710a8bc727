"""Reads a LimeSurvey survey structure (.lss) as the plain data of a bank file.

Groups become themes, the rows of arrays become statements, and the answers of an array a scale. A
survey holds much that a bank has no place for: all of that is listed, so that nothing is lost in
silence. Both layouts are understood, the older one and the one with texts in sections of their own.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any
from xml.etree.ElementTree import Element

from documents.characters import likeness
from leadership.files.faults import Finding, Place
from leadership.files.source import ReadSource, UnreadableError, every_text, without_unwelcome
from leadership.files.survey_answers import (
    SurveyAnswer,
    SurveyChoices,
    SurveyScale,
    looks_like_a_scale,
    numbers,
    scale_of,
)
from leadership.files.survey_kinds import ATTRIBUTES, KINDS, OF_ITS_OWN
from leadership.files.survey_languages import SurveyLanguages
from leadership.files.survey_opening import opened
from leadership.files.survey_rows import Row, Rows, grouped, is_part, order, whole
from leadership.files.survey_scales import SurveyScales
from leadership.files.survey_statements import (
    LONGEST_LABEL,
    SurveyTheme,
    ends_of,
    label_of,
    statement_of,
)
from leadership.translation import gettext as _

ARRAYS = {"F": 0, "A": 5, "B": 10}
"""The kinds of arrays that can be carried over, and how many answers those have that bring their own."""
FIVE_POINTS = "5"
LISTS = frozenset("L!O")
"""The kinds of questions with one answer of a list; a statement where that list is a scale."""
EXPRESSION = re.compile(r"\{[A-Za-z_][^{}\s]*\}")
SHOWN = 60


def is_limesurvey(content: bytes) -> bool:
    """Tell whether a file is XML, which among bank files only LimeSurvey's are."""
    return content.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<")


def read_limesurvey(content: bytes, choices: SurveyChoices) -> ReadSource:
    """Raise UnreadableError where the file is not the structure of a whole survey."""
    root = opened(content)
    return _Survey(root, choices).read()


class _Survey:
    """A survey on its way to a bank."""

    def __init__(self, root: Element, choices: SurveyChoices) -> None:
        self.rows = Rows(root)
        self.choices = choices
        self.source = ReadSource()
        self.number = re.sub(r"\D", "", self.rows.survey.get("sid", ""))
        self.answers = grouped(self.rows.of("answers"), "qid")
        self.attributes = grouped(self.rows.of("question_attributes"), "qid")
        self.scales = SurveyScales(choices)
        # The questions that are asked with each scale.
        self.asked = defaultdict[str, list[Row]](list)
        self.themes: list[SurveyTheme] = []
        self.theme_of: dict[tuple[str, str], SurveyTheme] = {}
        self.others: Counter[str] = Counter()
        self.said: set[str] = set()

    def read(self) -> ReadSource:
        rows = sorted([*self.rows.of("questions"), *self.rows.of("subquestions")], key=order)
        rows_of = grouped((row for row in rows if is_part(row)), "parent_qid")
        questions_of = grouped((row for row in rows if not is_part(row)), "gid")
        for group in sorted(self.rows.of("groups"), key=lambda row: whole(row.get("group_order"))):
            self._read_group(group, questions_of.get(group.get("gid", ""), []), rows_of)
        self._refuse_unknown_choices()
        if not self.themes:
            raise UnreadableError(self._nothing_words())
        self.source.data = self._bank()
        languages = SurveyLanguages(
            self.rows, self.themes, self.scales, self.asked, self._answer_rows
        )
        self.source.scales = list(self.scales.understood())
        self.source.scale_notes = [without_unwelcome(one)[0] for one in self.scales.notes()]
        for what in self.scales.left_out():
            self._leave(what)
        languages.take(self.source)
        self._list_the_rest()
        self._refuse_unwelcome()
        return self.source

    # What can be carried over

    def _read_group(
        self, group: Row, questions: list[Row], rows_of: Mapping[str, list[Row]]
    ) -> None:
        title = self.rows.words(group, "gid", "group_name") or _("Untitled group")
        before = len(self.themes)
        for question in questions:
            if question.get("type", "") in ARRAYS:
                rows = rows_of.get(question.get("qid", ""), [])
                self._read_array(group, title, question, rows)
            elif key := self._list_scale(question):
                self._read_list(group, title, question, key)
            else:
                self._leave_out_question(question, title)
        made = self.themes[before:]
        named = {"title": title[:SHOWN], "number": len(made)}
        if not made:
            self._leave(_("Group “%(title)s”: it has no array, so it has become no theme.") % named)
        elif len(made) > 1:
            said = _("Group “%(title)s” asks with %(number)s sets of answers, so it has become %(number)s themes.")  # fmt: skip
            self._note(said % named)
        for name, said in (
            ("description", _("Group “%(title)s”: its description.")),
            ("randomization_group", _("Group “%(title)s”: its random order.")),
        ):
            if self.rows.words(group, "gid", name):
                self._leave(said % {"title": title[:SHOWN]})
        what = _("Group “%(title)s”") % {"title": title[:SHOWN]}
        self._leave_condition(group, "grelevance", what)

    def _read_array(self, group: Row, title: str, question: Row, rows: list[Row]) -> None:
        name = question.get("title", "")
        if not rows:
            self._leave(_("Question %(name)s: an array without rows.") % {"name": name})
            return
        scale = self._scale(question)
        if not scale:
            self._leave(
                _(
                    "Question %(name)s: an array with fewer than two answers, and its %(number)s rows."
                )
                % {"name": name, "number": len(rows)}
            )
            return
        theme = self._theme_of(group, title, scale)
        words = self.rows.words(question, "qid", "question")
        if words and not theme.intro:
            theme.intro, theme.introduced_by = words, question
        elif words:
            self._leave(
                _(
                    "Question %(name)s: its words “%(words)s”; the theme has those of the first array."
                )
                % {"name": name, "words": words[:SHOWN]}
            )
        if self.rows.words(question, "qid", "help"):
            self._leave(_("Question %(name)s: its help text.") % {"name": name})
        self._leave_condition(question, "relevance", _("Question %(name)s") % {"name": name})
        self._leave_attributes(question)
        for row in rows:
            what = _("Row %(title)s of question %(name)s")
            self._leave_condition(
                row, "relevance", what % {"title": row.get("title"), "name": name}
            )
            theme.questions.append(row | {"array": name})

    def _read_list(self, group: Row, title: str, question: Row, scale: str) -> None:
        name = question.get("title", "")
        if self.rows.words(question, "qid", "help"):
            self._leave(_("Question %(name)s: its help text.") % {"name": name})
        if question.get("other", "") == "Y":
            self._leave(_("Question %(name)s: the answer in words of one’s own.") % {"name": name})
        self._leave_condition(question, "relevance", _("Question %(name)s") % {"name": name})
        self._leave_attributes(question)
        self._theme_of(group, title, scale).questions.append(question)

    def _theme_of(self, group: Row, title: str, scale: str) -> SurveyTheme:
        key = (group.get("gid", ""), scale)
        if key not in self.theme_of:
            self.theme_of[key] = SurveyTheme(title, scale, group)
            self.themes.append(self.theme_of[key])
        return self.theme_of[key]

    def _scale(self, question: Row) -> str:
        """Return the key of the scale that an array is asked with; empty where it has none."""
        built_in = ARRAYS[question["type"]]
        found = numbers(built_in) if built_in else scale_of(self._answers(question), self.choices)
        return self._asked_with(found, question) if found.is_one else ""

    def _list_scale(self, question: Row) -> str:
        """Return the key of the scale that a list is; empty where it is a list to choose from."""
        kind = question.get("type", "")
        if kind == FIVE_POINTS:
            return self._asked_with(numbers(5), question)
        answers = self._answers(question) if kind in LISTS else []
        if not answers:
            return ""
        found = scale_of(answers, self.choices)
        is_scale = looks_like_a_scale(found, answers) or self.scales.has(found)
        return self._asked_with(found, question) if is_scale else ""

    def _asked_with(self, scale: SurveyScale, question: Row) -> str:
        key = self.scales.key_of(scale, question.get("title", ""))
        self.asked[key].append(question)
        return key

    def _answers(self, question: Row) -> list[SurveyAnswer]:
        """Return the answers of a question in their order."""
        found = [
            SurveyAnswer(
                self.rows.words(row, "aid", "answer") or row.get("code", ""),
                row.get("code", ""),
                row.get("assessment_value", ""),
            )
            for row in self._answer_rows(question)
        ]
        self.said |= {likeness(one.label) for one in found}
        return found

    def _answer_rows(self, question: Row) -> list[Row]:
        own = self.answers.get(question.get("qid", ""), [])
        rows = [row for row in own if whole(row.get("scale_id")) == 0]
        return sorted(rows, key=lambda row: whole(row.get("sortorder")))

    def _refuse_unknown_choices(self) -> None:
        """Refuse a choice about an answer that nobody can give: it would be thought to hold."""
        for wanted in sorted(self.choices.not_scored | self.choices.scored):
            if wanted not in self.said:
                raise UnreadableError(
                    _("no answer of this survey reads “%(wanted)s”.") % {"wanted": wanted[:SHOWN]}
                )

    def _bank(self) -> dict[str, Any]:
        about = self._about()
        codes: dict[str, int] = {}
        themes = [self._theme(number, theme, codes) for number, theme in enumerate(self.themes, 1)]
        return {
            "schema_version": "1.0",
            "instrument": about,
            "scales": self.scales.data(),
            "themes": themes,
        }

    def _about(self) -> dict[str, Any]:
        settings = list(self.rows.of("surveys_languagesettings"))
        own = next((r for r in settings if r.get("surveyls_language") == self.rows.language), {})
        own = own or next(iter(settings), {})
        about = {
            "code": f"LS-{self.number or 'SURVEY'}"[:40],
            "version": "1.0",
            "title": self.rows.plain(own.get("surveyls_title", ""))[:300]
            or _("A survey without a title"),
            "language": self.rows.language,
        }
        for key, name in (("purpose", "surveyls_description"), ("intro", "surveyls_welcometext")):
            words = self.rows.plain(own.get(name, ""))
            if words:
                about[key] = words
        if self.rows.plain(own.get("surveyls_endtext", "")):
            self._leave(_("The survey’s closing words."))
        return about

    def _theme(self, number: int, theme: SurveyTheme, codes: dict[str, int]) -> dict[str, Any]:
        entry: dict[str, Any] = {
            "code": f"T{number}",
            "title": theme.title[:300],
            "scale": theme.scale,
            "items": [self._item(row | {"scale": theme.scale}, codes) for row in theme.questions],
        }
        return entry | ({"page_intro": theme.intro} if theme.intro else {})

    def _item(self, row: Row, codes: dict[str, int]) -> dict[str, Any]:
        names = (row.get("array"), row.get("title", ""))
        given = re.sub(r"[^A-Za-z0-9_.-]", "", "_".join(filter(None, names)))
        given = given.lstrip("_.-")[:34] or "S"
        code, again = given, codes.get(given, 1)
        while code in codes:
            again += 1
            code = f"{given}.{again}"
        codes[given] = again  # where the search for the next of this name begins
        codes.setdefault(code, 1)
        text = self._statement(row, code)
        item: dict[str, Any] = {"code": code, "text": text, "reverse": False}
        if len(text) > LONGEST_LABEL:
            item["label"] = label_of(text)
            self._note(
                _("Statement %(code)s is too long for a label: reports show its beginning.")
                % {"code": code}
            )
        return item

    def _statement(self, row: Row, code: str) -> str:
        """Return the words of a row, and say of one between two ends which answer is at which."""
        text = self.rows.words(row, "qid", "question")
        first, last, is_up = self.scales.ends(row["scale"])
        if ends := ends_of(text):
            words = (
                _("Statement %(code)s has two ends: “%(left)s” is the lowest answer (%(first)s) and “%(right)s” the highest (%(last)s).")
                if is_up
                else _("Statement %(code)s has two ends: “%(left)s” is the highest answer (%(first)s) and “%(right)s” the lowest (%(last)s).")
            )  # fmt: skip
            named = zip(("left", "right", "first", "last"), (*ends, first, last), strict=True)
            self._note(words % {"code": code, **{name: text[:SHOWN] for name, text in named}})
        return statement_of(text, first, last)

    # What cannot

    def _list_the_rest(self) -> None:
        self._note(
            _(
                "A survey does not say which statements are worded the other way round: none is marked as reversed."
            )
        )
        if self.rows.stripped:
            self._leave(
                _("The formatting (HTML) in %(stripped)s of the texts; their words are kept.")
                % {"stripped": self.rows.stripped}
            )
        mandatory = sum(row.get("mandatory") in {"Y", "S"} for row in self.rows.of("questions"))
        if mandatory:
            self._leave(
                _(
                    "That questions must be answered (%(mandatory)s of them): in a bank no statement must."
                )
                % {"mandatory": mandatory}
            )
        for name, entries in self.rows.unused():
            self._leave(
                _("The section “%(name)s” of the survey (entries: %(entries)s).")
                % {"name": name[:SHOWN], "entries": entries}
            )
        self._leave(
            _("The survey’s settings: its looks, its course, its participants and its messages.")
        )

    def _leave_out_question(self, question: Row, group: str) -> None:
        kind = _(KINDS.get(question.get("type", ""), OF_ITS_OWN))
        self.others[kind] += 1
        words = self.rows.words(question, "qid", "question")[:SHOWN]
        self._leave(
            _("Question %(title)s in “%(group)s”: %(kind)s, “%(words)s”.")
            % {
                "title": question.get("title", ""),
                "group": group[:SHOWN],
                "kind": kind,
                "words": words,
            }
        )

    def _leave_condition(self, row: Row, name: str, what: str) -> None:
        if row.get(name, "").strip() not in {"", "1"}:
            self._leave(_("%(what)s: the condition under which it is asked.") % {"what": what})

    def _leave_attributes(self, question: Row) -> None:
        for row in self.attributes.get(question.get("qid", ""), ()):
            words, value = ATTRIBUTES.get(row.get("attribute", "")), row.get("value", "")
            if words and value not in {"", "0"}:
                said = _(words).format(value=value[:SHOWN])
                self._leave(
                    _("Question %(name)s: %(said)s.")
                    % {"name": question.get("title", ""), "said": said}
                )

    def _nothing_words(self) -> str:
        """Say why no theme could be made."""
        words = _(
            "nothing in this survey can become a statement: that takes an array with rows and two answers or more."
        )
        kinds = ", ".join(f"{kind} ({count})" for kind, count in self.others.most_common())
        return (
            _("%(words)s It has questions of other kinds: %(kinds)s.")
            % {"words": words, "kinds": kinds}
            if kinds
            else words
        )

    def _leave(self, what: str) -> None:
        self.source.left_out.append(without_unwelcome(what)[0])

    def _note(self, what: str) -> None:
        self.source.notes.append(without_unwelcome(what)[0])

    def _refuse_unwelcome(self) -> None:
        for path, text in every_text(self.source.data, ()):
            expressions = EXPRESSION.findall(text)
            if expressions:
                self._note(
                    _("“%(text)s”: %(expressions)s would have been filled in; mend the words.")
                    % {"text": text[:SHOWN], "expressions": expressions[0]}
                )
            refusal = without_unwelcome(text)[1]
            if refusal:
                self.source.findings.append(Finding(path, refusal, Place()))
