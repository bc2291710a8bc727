"""Opens the XML of a survey, trusting none of it."""

from xml.etree.ElementTree import Element, ParseError
from xml.parsers import expat

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from leadership.files.faults import Place
from leadership.files.source import MAX_SURVEY_BYTES, UnreadableError
from leadership.translation import gettext as _
from leadership.translation import gettext_noop

MAX_ELEMENTS = 600_000
"""A survey of 10 MB, with its texts in sections of their own, has some 300,000."""
OTHER_KINDS = {
    "Question": gettext_noop("one question of LimeSurvey (.lsq)"),
    "Group": gettext_noop("one group of questions of LimeSurvey (.lsg)"),
    "Label set": gettext_noop("a label set of LimeSurvey (.lsl)"),
    "Responses": gettext_noop("answers from LimeSurvey (.lsr)"),
    "Tokens": gettext_noop("participants from LimeSurvey (.lst)"),
    "Timings": gettext_noop("times from LimeSurvey (.lsi)"),
    "Theme": gettext_noop("a theme of LimeSurvey"),
}
WANTED = gettext_noop("In LimeSurvey choose Export, Survey structure (.lss).")


def opened(content: bytes) -> Element:
    """Return the tree of a survey. Raises UnreadableError where it is too much, no XML, or of another kind."""
    if len(content) > MAX_SURVEY_BYTES:
        raise UnreadableError(
            _("the file is too large: at most %(most)s bytes are read.")
            % {"most": f"{MAX_SURVEY_BYTES:,}"}
        )
    _refuse_laborious(content)
    try:
        root = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        message = _(
            "the file defines words of its own (a DTD or entities), which surveys never do."
        )
        raise UnreadableError(message) from None
    except ParseError as error:
        line, column = error.position
        message = _("this is not valid XML.")
        raise UnreadableError(message, Place(line, column + 1)) from None
    except (ValueError, LookupError):
        raise UnreadableError(_("this is not valid XML.")) from None
    kind = (root.findtext("LimeSurveyDocType") or "").strip()
    if kind != "Survey":
        raise UnreadableError(_no_survey(kind, root))
    return root


def _no_survey(kind: str, root: Element) -> str:
    if kind in OTHER_KINDS:
        return _("this is not the structure of a LimeSurvey survey. It is %(kind)s. %(wanted)s") % {
            "kind": _(OTHER_KINDS[kind]),
            "wanted": _(WANTED),
        }
    if root.tag.endswith("}html") and "w3.org" in root.tag:
        return _(
            "this is an XForm or a page of HTML, not the structure of a LimeSurvey survey. %(wanted)s"
        ) % {"wanted": _(WANTED)}
    return _("this is not the structure of a LimeSurvey survey. %(wanted)s") % {"wanted": _(WANTED)}


def _refuse_laborious(content: bytes) -> None:
    """Count the elements before a tree is made of them: a few bytes of each become hundreds."""
    seen = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal seen
        seen += 1
        if seen > MAX_ELEMENTS:
            raise UnreadableError(
                _("the survey is too large: it has far more parts than a survey has.")
            )

    def refuse(*_declared: object) -> None:
        raise expat.ExpatError  # entities: what parses it says so

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EntityDeclHandler = parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(content, True)  # noqa: FBT003 - the last of it
    except (expat.ExpatError, ValueError, LookupError):
        return
