"""Addresses of one's own tokens, below one's account."""

from django.urls import path

from api.views import own

urlpatterns = [
    path("tokens/", own.tokens, name="account_tokens"),
    path("tokens/new/", own.new_token, name="account_new_token"),
    path("tokens/<int:pk>/revoke/", own.revoke_token, name="account_revoke_token"),
]
