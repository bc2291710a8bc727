"""What other programs are told of, and which lines of the log say so. Knows no database."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

OPENED, CLOSED, PUBLISHED = "campaign.opened", "campaign.closed", "results.published"
ADDED, LEFT = "person.added", "person.left"
# Asked for on the page of an address, and of nothing else.
TEST: Final = "test.sent"

EVENTS: Final[dict[str, Promise]] = {
    OPENED: gettext_lazy("A campaign has opened"),
    CLOSED: gettext_lazy("A campaign has closed"),
    PUBLISHED: gettext_lazy("Results are published"),
    ADDED: gettext_lazy("Somebody was added, or is back"),
    LEFT: gettext_lazy("Somebody’s access has ended"),
}
OF_PEOPLE: Final = frozenset({ADDED, LEFT})
# The act of the log: what is told of it.
BY_ACT: Final = {
    "campaign.closed": CLOSED,
    "campaign.published": PUBLISHED,
    "membership.ended": LEFT,
    **dict.fromkeys(
        [
            "membership.invited",
            "membership.added",
            "membership.joined",
            "membership.returned",
            "membership.provisioned",
        ],
        ADDED,
    ),
}
