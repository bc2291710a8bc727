"""The app's name for Django, and its system checks."""

from django.apps import AppConfig
from django.core.checks import register

from leadership import checks


class LeadershipConfig(AppConfig):
    name = "leadership"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        register(checks.accent_is_readable)
