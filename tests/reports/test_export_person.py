"""Everything held about somebody, written for them by whoever runs the service; each use is logged."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import AuditEntry, User
from reports.presenters.my_data import my_data_of
from tests.building import finished, person_1

pytestmark = pytest.mark.django_db


def exported(email: str, **options) -> str:
    out = StringIO()
    call_command("export_person", email, stdout=out, **options)
    return out.getvalue()


def test_it_is_what_their_own_page_shows_also_of_who_has_left(manager, version):
    finished(manager, version, person_1(), notes={"ASP": "My note"})
    manager.memberships.update(left_at=timezone.now())

    data = json.loads(exported(" Morgan@council.example ", reason="request 12"))

    assert data["name"] == "Morgan Manager"
    assert data["assessments"][0]["notes"][0]["text"] == "My note"
    assert len(data["assessments"][0]["answers"]) == 42
    entry = AuditEntry.objects.get(act="person.exported")
    assert entry.details == {"format": "json", "reason": "request 12"}
    # They see it themselves; an organisation's log does not say whose it was.
    assert [one.act for one in my_data_of(manager).held.audit if not one.by_you] == [
        "person.exported"
    ]


def test_pdf_goes_to_a_file(manager, tmp_path):
    file = tmp_path / "held.pdf"

    exported(manager.email, format="pdf", output=file)

    assert file.read_bytes().startswith(b"%PDF-")


def test_what_cannot_be_done_is_said_in_a_line(manager, tmp_path):
    with pytest.raises(CommandError, match="nobody with this address"):
        exported("nobody@council.example")
    with pytest.raises(CommandError, match="cannot be written"):
        exported(manager.email, output=tmp_path / "nowhere" / "held.json")
    assert User.objects.filter(email=manager.email).exists()


def test_log_of_the_organisation_does_not_say_whose(client_of, administrator, manager):
    exported(manager.email)

    page = client_of(administrator).get("/people/log/").content.decode()

    assert "taken out by support" in page
    assert manager.email not in page
