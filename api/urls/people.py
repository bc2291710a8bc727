"""Addresses of the programs of an organisation, below People."""

from django.urls import path

from api.views import programs, webhooks

app_name = "api_pages"
urlpatterns = [
    path("programs/", programs.programs, name="programs"),
    path("programs/new/", programs.new_program, name="new_program"),
    path("programs/<int:pk>/revoke/", programs.revoke_program, name="revoke_program"),
    path("programs/tokens/<int:pk>/revoke/", programs.revoke_token, name="revoke_token"),
    path("webhooks/", webhooks.webhooks, name="webhooks"),
    path("webhooks/new/", webhooks.new_webhook, name="new_webhook"),
    path("webhooks/<int:pk>/", webhooks.webhook, name="webhook"),
    path("webhooks/<int:pk>/secret/", webhooks.renew_secret, name="renew_secret"),
    path("webhooks/<int:pk>/test/", webhooks.try_webhook, name="try_webhook"),
    path("webhooks/<int:pk>/on/", webhooks.switch_on, name="switch_on"),
    path("webhooks/<int:pk>/remove/", webhooks.remove_webhook, name="remove_webhook"),
]
