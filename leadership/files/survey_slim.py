"""Makes a survey small enough to go along with a page: with what is read of it and nothing else.

Whoever looks at how a survey was understood may choose otherwise, and then it is read again. Pictures, styles and
other languages make most of a survey's size.
"""

from xml.etree.ElementTree import Element, SubElement, tostring

from leadership.files.limesurvey import is_limesurvey
from leadership.files.survey_opening import opened
from leadership.files.survey_rows import USED, Rows

KEPT_WHOLE = frozenset({"LimeSurveyDocType", "languages"})
ATTRIBUTES = "question_attributes"
FIELDS = frozenset(
    ["aid", "answer", "assessment_value", "attribute", "code", "description", "gid", "grelevance", "group_name",
     "group_order", "help", "language", "mandatory", "other", "parent_qid", "qid", "question", "question_order",
     "randomization_group", "relevance", "scale_id", "sid", "sortorder", "title", "type", "value",
     "surveyls_description", "surveyls_endtext", "surveyls_language", "surveyls_title", "surveyls_welcometext"]
)  # fmt: skip
"""All that is asked of a row anywhere; the tests read slimmed surveys and whole ones, and compare."""
LONGEST_VALUE = 100
"""Of an attribute only the beginning is ever said."""


def slimmed(content: bytes) -> bytes:
    """Return a survey that reads the very same and is far smaller. Raises UnreadableError like reading it.

    A form in a workbook is small as it is.
    """
    if not is_limesurvey(content):
        return content
    root = opened(content)
    language = Rows(root).language
    small = Element("document")
    for section in root:
        if section.tag in KEPT_WHOLE:
            small.append(section)
        else:
            rows = SubElement(SubElement(small, section.tag), "rows")
            for row in section.iterfind("rows/row"):
                _keep(rows, row, section.tag, language)
    written: bytes = tostring(small, encoding="utf-8", xml_declaration=True)
    return written


def _keep(rows: Element, row: Element, section: str, language: str) -> None:
    is_other = (row.findtext("language") or "").strip() not in {language, ""}
    if section in USED and is_other and section != "surveys":
        return
    kept = SubElement(rows, "row")
    # What nothing is made of is counted, so its rows stay and what they hold goes.
    if section not in USED and (section != ATTRIBUTES or is_other):
        return
    for field in row:
        if field.tag in FIELDS and field.text:
            text = field.text[:LONGEST_VALUE] if field.tag == "value" else field.text
            SubElement(kept, field.tag).text = text
