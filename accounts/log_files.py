"""The files of an organisation's log as they ought to be now: what each is called, and the facts that it is made from."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from accounts import queries
from accounts.forms.log import LogForm
from accounts.log_lines import log_lines, log_table
from accounts.models import Organisation
from documents.downloads import file_name
from documents.spec import DocumentSpec, fingerprint
from documents.table_files import TYPES, End
from documents.tables import Rows

MOST_IN_A_FILE = 10_000


def log_spec(end: End, organisation: Organisation, search: Mapping[str, object]) -> DocumentSpec:
    """Return the file of what is searched for. Whatever is done, a name changed too, is a new line of the log."""
    said = {name: str(search.get(name, ""))[:200] for name in LogForm.base_fields}
    return DocumentSpec(
        kind=f"log_{end}",
        about={"organisation": organisation.pk, **said},
        fingerprint=fingerprint(organisation.name, queries.newest_in_log(organisation.pk)),
        name=file_name(organisation.name, _("Log"), end=end),
        content_type=TYPES[end],
    )


def log_rows(organisation: Organisation, search: Mapping[str, object]) -> Rows:
    """Return the newest lines that are searched for, below their headings."""
    found = queries.log_of(organisation.pk, LogForm(search).search())[:MOST_IN_A_FILE]
    entries = list(found)
    return log_table(log_lines(entries, queries.names_of(organisation.pk, entries)))
