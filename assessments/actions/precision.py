"""Adopting a measured precision for what is submitted from then on."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from accounts.actions import audit
from accounts.models import Organisation, User
from assessments.models import AdoptedPrecision
from banks.models import BankVersion
from banks.queries import theme_ids
from leadership.instrument import Reliability


@transaction.atomic
def adopt_precision(
    version: BankVersion,
    measured: Mapping[str, Reliability],
    *,
    organisation: Organisation,
    by: User,
    at: datetime,
) -> None:
    """Use these values, by theme code and "" for the overall score, in place of earlier or assumed ones."""
    ids = theme_ids(version.pk)
    AdoptedPrecision.objects.bulk_create(
        AdoptedPrecision(
            version=version,
            organisation=organisation,
            theme_id=ids[code] if code else None,
            alpha=figures.alpha,
            sd=figures.sd_pomp,
            adopted_at=at,
            adopted_by=by,
        )
        for code, figures in measured.items()
    )
    audit(
        "precision.adopted", at=at, by=by, subject=version, organisation=organisation,
        bank=version.bank.code, number=version.number,
        **{code or "overall": f"alpha {figures.alpha:g}, SD {figures.sd_pomp:g}" for code, figures in measured.items()},
    )  # fmt: skip
