"""Makes the files of published results, for the worker: finds the cells again, and writes them out.

No web page may import this module: it leads to the PDF engine and to the writers of workbooks and slides.
"""

import json
from collections.abc import Callable

from accounts.queries import Branches
from banks.queries import instrument_of
from documents.spec import About, Draft
from results import pdf
from results.documents import Kind, results_spec
from results.models import ReleaseGroup
from results.presenters.document import document_of
from results.presenters.exports import as_csv, as_json
from results.presenters.slides import slides_of
from results.presenters.workbook import workbook_of
from results.queries.published import Reach, cells_of, reach_of, release_with


def results_pdf(about: About) -> Draft | None:
    return _draft(
        "results_pdf", about, lambda reach, group: pdf.results_pdf(document_of(reach, group))
    )


def results_summary(about: About) -> Draft | None:
    return _draft(
        "results_summary", about, lambda reach, group: pdf.summary_pdf(document_of(reach, group))
    )


def results_pptx(about: About) -> Draft | None:
    return _draft("results_pptx", about, lambda reach, group: slides_of(document_of(reach, group)))


def results_xlsx(about: About) -> Draft | None:
    return _draft("results_xlsx", about, lambda reach, _group: workbook_of(reach))


def results_csv(about: About) -> Draft | None:
    return _draft("results_csv", about, lambda reach, _group: csv_of(reach))


def results_json(about: About) -> Draft | None:
    return _draft("results_json", about, lambda reach, _group: json_of(reach))


def csv_of(reach: Reach) -> bytes:
    """Return the cells as CSV, marked so that Excel takes it for UTF-8."""
    instrument = instrument_of(reach.release.campaign.version_id)
    return as_csv(instrument, reach, cells_of(reach.groups)).encode("utf-8-sig")


def json_of(reach: Reach) -> bytes:
    instrument = instrument_of(reach.release.campaign.version_id)
    plain = as_json(instrument, reach, cells_of(reach.groups))
    return json.dumps(plain, indent=2, ensure_ascii=False).encode()


def _draft(
    kind: Kind, about: About, render: Callable[[Reach, ReleaseGroup], bytes]
) -> Draft | None:
    release = release_with(str(about["slug"]))
    if release is None:
        return None
    reach = reach_of(release, _branches(about["branches"]))
    group = next((one for one in reach.groups if one.pk == about["group"]), reach.organisation)
    if about["group"] not in {None, group.pk}:
        return None
    return Draft(results_spec(kind, reach, group).fingerprint, lambda: render(reach, group))


def _branches(stored: object) -> Branches:
    return frozenset(stored) if isinstance(stored, list) else None
