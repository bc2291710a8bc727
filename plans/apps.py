"""The plans app: goals and their reviews, action learning sets, and who may read a report."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "plans"
