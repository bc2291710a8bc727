"""Addresses of item statistics: they belong to the pages of a bank version."""

from django.urls import path

from psychometrics import views

app_name = "psychometrics"
urlpatterns = [
    path("banks/versions/<int:version_id>/statistics/", views.statistics, name="statistics"),
    path(
        "banks/versions/<int:version_id>/statistics.csv",
        views.statistics_csv,
        name="statistics_csv",
    ),
    path(
        "banks/versions/<int:version_id>/statistics/renew/",
        views.renew,
        name="renew_statistics",
    ),
    path(
        "banks/versions/<int:version_id>/statistics/adopt/",
        views.adopt,
        name="adopt_precision",
    ),
]
