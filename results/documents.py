"""The files of published results as they ought to be now: what each is called, and the facts that it is made from."""

from typing import Literal, get_args

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.queries import Branches
from banks.queries import instrument_of
from documents.downloads import CSV, JSON, PDF, PPTX, XLSX, file_name
from documents.models import row_facts
from documents.spec import About, DocumentSpec, fingerprint
from results.models import Release, ReleaseGroup
from results.queries.published import Reach

Kind = Literal[
    "results_pdf", "results_summary", "results_pptx", "results_xlsx", "results_csv", "results_json"
]  # fmt: skip
KINDS: tuple[Kind, ...] = get_args(Kind)
TYPES: dict[Kind, tuple[str, str]] = {
    "results_pdf": ("pdf", PDF),
    "results_summary": ("pdf", PDF),
    "results_pptx": ("pptx", PPTX),
    "results_xlsx": ("xlsx", XLSX),
    "results_csv": ("csv", CSV),
    "results_json": ("json", JSON),
}


def about_results(
    release: Release, branches: Branches = None, group: ReleaseGroup | None = None
) -> About:
    """Name what somebody may see: everything, or the branches that are theirs; of it all, or one group."""
    reach = None if branches is None else sorted(branches)
    return {
        "slug": release.campaign.slug,
        "branches": reach,
        "group": group.pk if group else None,
    }


def results_spec(kind: Kind, reach: Reach, group: ReleaseGroup) -> DocumentSpec:
    """Return a file of what is in reach. Cells never change, so that few facts tell its state (no query)."""
    release, campaign = reach.release, reach.release.campaign
    about = about_results(release, reach.branches, None if group == reach.organisation else group)
    count = getattr(release, "goal_count", None)
    published = release.published_at
    counted = (count.due_at, count.after, count.published_at) if count else ()
    end, content_type = TYPES[kind]
    return DocumentSpec(
        kind=kind,
        about=about,
        fingerprint=fingerprint(
            *(release.pk, published, release.publishable, counted),
            *(row_facts(campaign), row_facts(campaign.organisation)),
            instrument_of(campaign.version_id).shown_in,
            release.earlier.campaign.name if release.earlier else "",
        ),
        name=file_name(
            _("Leadership results on one page")
            if kind == "results_summary"
            else _("Leadership results"),
            campaign.name,
            "" if group == reach.organisation else group.name,
            date_format(timezone.localtime(published), "j F Y"),
            end=end,
        ),
        content_type=content_type,
    )
