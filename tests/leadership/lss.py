"""LimeSurvey structures for tests, in the older layout and in the one with texts in sections of their own."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

Row = Mapping[str, object]
Say = Callable[[str], str]
TEXTS: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "groups": ("group_l10ns", "gid", ("group_name", "description")),
    "questions": ("question_l10ns", "qid", ("question", "help")),
    "subquestions": ("question_l10ns", "qid", ("question", "help")),
    "answers": ("answer_l10ns", "aid", ("answer",)),
}
"""Of each section with words: where newer releases keep them, what they belong to, and their names."""
AGREE = ("Disagree", "Neither", "Agree")


@dataclass
class Survey:
    """A survey that grows question by question."""

    sections: dict[str, list[Row]] = field(default_factory=dict)
    ids: int = 0

    def add(self, section: str, **row: object) -> int:
        self.ids += 1
        self.sections.setdefault(section, []).append(row)
        return self.ids

    def group(self, name: str, **row: object) -> int:
        number = self.ids + 1
        return self.add(
            "groups", gid=number, group_name=name, group_order=number, language="en", **row
        )

    def question(self, group: int, code: str, text: str, kind: str = "F", **row: object) -> int:
        number = self.ids + 1
        return self.add(
            "questions", qid=number, parent_qid=0, gid=group, type=kind, title=code, question=text,
            question_order=number, language="en", **({"relevance": "1"} | row),
        )  # fmt: skip

    def array(
        self,
        group: int,
        code: str,
        rows: Iterable[str],
        answers: Iterable[str] = AGREE,
        **row: object,
    ) -> int:
        question = self.question(group, code, "How far do you agree?", **row)
        for number, text in enumerate(rows, 1):
            self.add(
                "subquestions", qid=self.ids + 1, parent_qid=question, gid=group, type="T",
                title=f"SQ{number:03}", question=text, question_order=number, language="en", relevance="1",
            )  # fmt: skip
        for number, text in enumerate(answers, 1):
            self.add(
                "answers", aid=self.ids + 1, qid=question, code=f"A{number}", answer=text,
                sortorder=number, assessment_value=number, scale_id=0, language="en",
            )  # fmt: skip
        return question

    def xml(self, kind: str = "Survey", languages: Iterable[str] = ("en",)) -> bytes:
        sections = {
            "surveys": [{"sid": 123456, "language": "en"}],
            "surveys_languagesettings": [
                {"surveyls_survey_id": 123456, "surveyls_language": "en", "surveyls_title": "Coaching"}
            ],
        } | self.sections  # fmt: skip
        named = "".join(f"<language>{one}</language>" for one in languages)
        body = "".join(
            f"<{name}><rows>{''.join(map(_row, rows))}</rows></{name}>"
            for name, rows in sections.items()
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?>\n<document>'
            f"<LimeSurveyDocType>{kind}</LimeSurveyDocType><DBVersion>640</DBVersion>"
            f"<languages>{named}</languages>{body}</document>"
        ).encode()

    def newer(self, language: str = "de", say: Say = "deutsch {}".format) -> "Survey":
        """The same survey as newer releases write it, in another language too: texts in sections of their own."""
        made = Survey()
        for section, rows in self.sections.items():
            texts, key, names = TEXTS.get(section, ("", "", ()))
            for row in rows:
                made.add(section, **{k: v for k, v in row.items() if k not in (*names, "language")})
                for one in (language, "en") if texts else ():
                    change = say if one == language else str
                    said = {name: change(str(row[name])) for name in names if name in row}
                    made.add(texts, **{key: row[key], "language": one, **said})
        return made

    def older(self, language: str = "de", say: Say = "deutsch {}".format) -> "Survey":
        """The same survey as older releases write it, in another language too: each row once a language."""
        made = Survey()
        for section, rows in self.sections.items():
            _texts, _key, names = TEXTS.get(section, ("", "", ()))
            for row in rows:
                own = {key: value for key, value in row.items() if key != "aid"}
                made.add(section, **own)
                if names:
                    said = {name: say(str(row[name])) for name in names if name in row}
                    made.add(section, **own | said | {"language": language})
        return made


def _row(row: Row) -> str:
    fields = (f"<{name}>{escape(str(value))}</{name}>" for name, value in row.items())
    return f"<row>{''.join(fields)}</row>"
