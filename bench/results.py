"""Times a results page with few and with many answers behind it: DATABASE_URL=... python -m bench.results SLUG SLUG."""

import statistics
import sys
import time

from bench import servers

ROUNDS = 15


def main() -> None:
    servers.set_up()
    from django.conf import settings  # noqa: PLC0415
    from django.db import connection  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    from results.models import Release  # noqa: PLC0415

    settings.ALLOWED_HOSTS = ["*"]
    times: dict[str, list[float]] = {slug: [] for slug in sys.argv[1:]}
    client = Client()
    for _ in range(ROUNDS + 1):
        for slug, found in times.items():
            client.force_login(hr_lead(slug))
            start = time.process_time()
            assert client.get(f"/results/{slug}/").status_code == 200
            found.append(time.process_time() - start)
    print("| campaign | assessments | cells | queries | processor time of a page |")
    print("|---|---|---|---|---|")
    for slug, found in times.items():
        release = Release.objects.get(campaign__slug=slug)
        client.force_login(hr_lead(slug))
        with CaptureQueriesContext(connection) as queries:
            client.get(f"/results/{slug}/")
        cells = sum(group.cells.count() for group in release.groups.all())
        middle = statistics.median(found[1:]) * 1000
        print(f"| {slug} | {release.submitted:,} | {cells:,} | {len(queries)} | {middle:.0f} ms |")


def hr_lead(slug: str):
    """Return somebody who may see a campaign's results, made where there is nobody yet."""
    from accounts.models import Membership, RoleGrant, User  # noqa: PLC0415
    from accounts.permissions import Role  # noqa: PLC0415
    from assessments.models import Campaign  # noqa: PLC0415

    organisation = Campaign.objects.get(slug=slug).organisation
    user, _ = User.objects.get_or_create(email=f"lead@{slug}.example", defaults={"name": "Lead"})
    place, _ = Membership.objects.get_or_create(user=user, organisation=organisation)
    RoleGrant.objects.get_or_create(membership=place, role=Role.HR_LEAD, branch=None)
    return user


if __name__ == "__main__":
    main()
