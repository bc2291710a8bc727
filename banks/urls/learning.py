"""Addresses of the learning library."""

from django.urls import path

from banks.views import learning

app_name = "learning"
urlpatterns = [
    path("", learning.overview, name="overview"),
    path("areas/<str:code>/", learning.area, name="area"),
    path("themes/", learning.themes, name="themes"),
    path("models/", learning.models, name="models"),
]
