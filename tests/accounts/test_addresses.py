import time

import pytest

from accounts.addresses import addresses_in, bare_address

ADA, BO = "ada@council.example", "bo@council.example"


@pytest.mark.parametrize(
    "text",
    [
        "Ada Byron <Ada@Council.example>; bo@council.example,\nada@council.example\n\n",
        "Byron, Ada <ada@council.example>; Hart, Bo <bo@council.example>",
        "Byron, Ada <ada@council.example>, Hart, Bo <bo@council.example>",
        "Byron, Ada\n<ada@council.example>\r\nHart, Bo <bo@council.example>;",
        "\"Byron; Ada\" <ada@council.example>; 'bo@council.example' <bo@council.example>",
        "mailto:ada@council.example bo@council.example",
        "Byron, Ada\tada@council.example <ada@council.example>\nbo@council.example",
        "\u200bada@council.example\u200b;\u202abo@council.example\u202c",
    ],
    ids=[
        *(
            "mixed",
            "Outlook",
            "commas",
            "brackets below",
            "quoted",
            "links",
            "a table",
            "unseen marks",
        )
    ],
)
def test_pasted_list_is_read_as_people_paste_it(text: str) -> None:
    found = addresses_in(text)

    assert [one for one in found if "@" in one] == [ADA, BO]


def test_what_is_no_address_stays_for_a_fault() -> None:
    assert addresses_in("nobody; ada@council.example") == ["nobody", ADA]


@pytest.mark.parametrize(
    "text",
    ["Ada Byron <ADA@council.example>", " ada@\u200bcouncil.example\u200e", "mailto:ada@council.example", "<ada@council.example>;"],
)  # fmt: skip
def test_address_is_found_in_a_cell(text: str) -> None:
    assert bare_address(text) == ADA


def test_long_paste_takes_little_time() -> None:
    before = time.process_time()

    for text in ("\n", "<", "< ", '"', "a <", "a\u200b"):
        addresses_in(text * (200_000 // len(text)))

    assert time.process_time() - before < 10
