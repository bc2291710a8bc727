"""The app's name for Django."""

from django.apps import AppConfig


class ProvisioningConfig(AppConfig):
    name = "provisioning"
