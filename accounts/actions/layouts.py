"""What somebody says of how a file of people is to be read, and what is remembered of it."""

from collections.abc import Mapping
from io import BytesIO

from django.db import transaction

from accounts.models import PendingImport
from accounts.people_file import Layout
from accounts.people_layout import FileLook, look_at_file
from accounts.table_file import TableStart

# More headings than any directory has; the oldest are forgotten.
MOST_REMEMBERED = 300
LONGEST_HEADING = 100


def look_at_columns(pending: PendingImport) -> FileLook:
    """Return the sheets, first lines and columns of a kept file. Raises UnreadableFileError."""
    return look_at_file(BytesIO(pending.content), layout_of(pending))


@transaction.atomic
def begin_table(pending: PendingImport, begins: TableStart) -> None:
    """Say where the table begins; what was said of its columns is asked anew."""
    pending.layout = {"sheet": begins.sheet, "line": begins.line}
    pending.save(update_fields=["layout"])


@transaction.atomic
def match_columns(pending: PendingImport, uses: Mapping[str, str]) -> None:
    """Say what each column is."""
    pending.layout = {**pending.layout, "uses": dict(uses)}
    pending.save(update_fields=["layout"])


def layout_of(pending: PendingImport) -> Layout:
    """Return how a kept file is to be read: as was said of it, else as of the files before it."""
    said = pending.layout
    begins = TableStart(said.get("sheet", ""), said.get("line", 0))
    uses = said.get("uses") or {}
    return Layout(begins, uses or pending.organisation.people_columns, is_said=bool(uses))


def remembered(known: Mapping[str, str], uses: Mapping[str, str]) -> dict[str, str]:
    """Return what is known of headings with what was said last."""
    kept = {key: use for key, use in known.items() if key not in uses}
    # A text of a page is no heading that comes again.
    said = {key: use for key, use in uses.items() if len(key) <= LONGEST_HEADING}
    return dict(list({**kept, **said}.items())[-MOST_REMEMBERED:])
