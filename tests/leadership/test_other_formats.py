"""Files that are no bank: each is named in one sentence, with what to do."""

import io
import zipfile
from collections.abc import Iterable

import pytest
from openpyxl import Workbook

from leadership.files import BankFileError, parse
from tests.leadership.lss import Survey


def packed(*names: str) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as file:
        for name in names:
            file.writestr(name, "x")
    return made.getvalue()


def sheets(titles: Iterable[str]) -> bytes:
    book, made = Workbook(), io.BytesIO()
    book.remove(book.active)
    for title in titles:
        book.create_sheet(title).append(["type", "name", "label"])
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (packed("survey_1.lss", "survey_1_responses.lsr"), "this is a LimeSurvey archive (.lsa): in LimeSurvey choose Export"),
        (sheets(["survey", "choices", "settings"]), "this is an XLSForm"),
        (sheets(["survey", "settings"]), "this is an XLSForm, as ODK and Kobo use it, without the sheet “choices”"),
        (sheets(["Staff"]), "this workbook has none of the sheets of a question bank"),
        (b'{"SurveyEntry": {"SurveyID": "SV_1"}, "SurveyElements": []}', "this is a Qualtrics survey (.qsf)"),
        (b'\xef\xbb\xbf{"pages": [{"elements": []}]}', "this is a survey in JSON"),
        (b"code,text,reverse\nA-1,I plan,no\nA-2,I ask,no\n", "this is a table (CSV)"),
        (b"code;text\nA-1;I plan: always\n", "this is a table (CSV)"),
        (b"code\ttext\nA-1\tI plan\n", "this is a table (CSV)"),
        (b"id\trelated_id\tclass\ttype/scale\tname\trelevance\ttext\thelp\tlanguage\n", "this is a LimeSurvey structure as a table (.txt)"),
        (b'"Variable / Field Name","Form Name","Section Header","Field Type","Field Label"\n', "this is a data dictionary of REDCap"),
        (packed("word/document.xml"), "this is a document of Word"),
        (packed("mimetype", "content.xml"), "this is an OpenDocument file"),
        (packed("xl/workbook.bin"), "this is a binary Excel workbook"),
        (packed("photo.jpg"), "this is a ZIP archive"),
        (b"%PDF-1.7\n", "this is no question bank but a PDF"),
        (Survey().xml(kind="Group"), "It is one group of questions of LimeSurvey"),
        (Survey().xml(kind="Responses"), "It is answers from LimeSurvey"),
    ],
)  # fmt: skip
def test_format_is_named_in_one_sentence(content: bytes, says: str) -> None:
    with pytest.raises(BankFileError) as refused:
        parse(content)

    (fault,) = refused.value.faults
    assert says in fault.message


def test_key_that_belongs_elsewhere_is_told_where() -> None:
    with pytest.raises(BankFileError) as refused:
        parse("text: I plan.\nscale: x\n")

    said = {fault.path: fault.message for fault in refused.value.faults}
    assert said["text"].startswith(
        "is not a key of this place. It may stand at themes[…].items[…].text,"
    )
    assert "themes[…].scale" in said["scale"]
