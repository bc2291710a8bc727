"""Where EMAIL_URL names a folder: each e-mail becomes a file of its own there, which mail programs open."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone


class EmailBackend(BaseEmailBackend):
    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.EMAIL_FILE_PATH)
        folder.mkdir(parents=True, exist_ok=True)
        for email in email_messages:
            name = f"{timezone.localtime():%Y%m%d-%H%M%S-%f}-{uuid4().hex[:8]}.eml"
            (folder / name).write_bytes(email.message().as_bytes())
        return len(email_messages)
