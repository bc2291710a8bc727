"""What those who run the service use: backups, the doctor, health."""

from django.apps import AppConfig


class OperationsConfig(AppConfig):
    name = "operations"
