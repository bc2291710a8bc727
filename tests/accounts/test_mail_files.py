from email import message_from_bytes
from pathlib import Path

from django.core.mail import EmailMultiAlternatives, get_connection


def test_each_email_is_a_file_of_its_own(settings, tmp_path: Path) -> None:
    settings.EMAIL_FILE_PATH = str(tmp_path / "mail")
    emails = [
        EmailMultiAlternatives(f"Subject {number}", "Text", to=["sam@council.example"])
        for number in range(3)
    ]

    with get_connection("accounts.mail_files.EmailBackend") as connection:
        sent = connection.send_messages(emails)

    files = sorted((tmp_path / "mail").glob("*.eml"))
    assert sent == 3
    assert [message_from_bytes(file.read_bytes())["Subject"] for file in files] == [
        "Subject 0",
        "Subject 1",
        "Subject 2",
    ]
