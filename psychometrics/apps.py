"""The app's name for Django."""

from django.apps import AppConfig


class PsychometricsConfig(AppConfig):
    name = "psychometrics"
    default_auto_field = "django.db.models.BigAutoField"
