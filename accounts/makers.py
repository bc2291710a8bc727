"""Makes the files of an organisation: its log, its people. For the worker; no web page imports this module."""

from collections.abc import Callable
from functools import partial

from django.utils.translation import gettext as _

from accounts import exports, queries
from accounts.log_files import log_rows, log_spec
from documents.spec import About, Draft
from documents.table_files import End
from documents.tables import Rows, csv_of, workbook_of


def log_csv(about: About) -> Draft | None:
    return _log("csv", about, lambda rows: csv_of(rows).encode())


def log_xlsx(about: About) -> Draft | None:
    return _log("xlsx", about, lambda rows: workbook_of({_("Log"): rows}))


def _log(end: End, about: About, written: Callable[[Rows], bytes]) -> Draft | None:
    organisation = queries.organisation(int(str(about["organisation"])))
    if organisation is None:
        return None
    render = partial(lambda one: written(log_rows(one, about)), organisation)
    return Draft(log_spec(end, organisation, about).fingerprint, render)


def people(about: About) -> Draft | None:
    file = exports.people_file_about(about)
    return file.draft if file else None


def people_blank(about: About) -> Draft | None:
    file = exports.blank_file_about(about)
    return file.draft if file else None
