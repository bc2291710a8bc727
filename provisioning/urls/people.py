"""Addresses of connecting a directory, below People."""

from django.urls import path

from provisioning.views import pages

app_name = "provisioning"
urlpatterns = [
    path("directory/", pages.directory, name="directory"),
    path("directory/token/", pages.new_token, name="new_token"),
    path("directory/token/<int:pk>/revoke/", pages.revoke_token, name="revoke_token"),
    path("directory/groups/<uuid:public_id>/", pages.group, name="group"),
]
