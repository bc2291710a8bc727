"""The project as an app: its system checks, and the language of words that know no Django."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext, ngettext

from config import checks
from leadership import translation


class ProjectConfig(AppConfig):
    name = "config"

    def ready(self) -> None:
        register(checks.accent_is_readable)
        register(checks.variables_are_known)
        register(checks.database_can_be_used, deploy=True)
        register(checks.secret_key_is_secret, deploy=True)
        register(checks.connections_are_encrypted, deploy=True)
        translation.install(gettext, ngettext)
