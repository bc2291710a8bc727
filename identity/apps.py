"""The app's name for Django."""

from django.apps import AppConfig


class IdentityConfig(AppConfig):
    name = "identity"
