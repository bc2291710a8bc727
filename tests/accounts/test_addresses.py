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


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ada Byron (ada@council.example); Bo <bo@council.example>", [ADA, BO]),
        ("From:\tAda <ada@council.example>\nSent:\t29 November 2026 09:00\nTo:\tBo <bo@council.example>", [ADA, BO]),
        ("ada@council.example\tAda\tCare\nbo@council.example\tBo\tCare", [ADA, BO]),
        ("1. ada@council.example\n2. bo@council.example", [ADA, BO]),
        ("- ada@council.example (on leave)\n• bo@council.example.", [ADA, BO]),
        ("[ada@council.example](mailto:ada@council.example) and bo@council.example", [ADA, BO]),
        # Who has no address is not passed over.
        ("Ada <ada@council.example>; Bo Hart", [ADA, "bo hart"]),
        ("Bo Hart, ada@council.example", ["bo hart", ADA]),
        ("bo, ada@council.example", ["bo", ADA]),
        ("ada @council.example", ["@council.example"]),
    ],
)  # fmt: skip
def test_what_stands_beside_addresses_is_passed_over_and_whoever_has_none_is_not(
    text: str, found: list[str]
) -> None:
    assert addresses_in(text) == found
