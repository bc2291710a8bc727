"""Addresses of published results."""

from django.urls import path

from results import views

app_name = "results"
urlpatterns = [
    path("", views.campaigns, name="campaigns"),
    path("<slug:slug>/", views.results, name="results"),
    path("<slug:slug>/close/", views.close, name="close"),
    path("<slug:slug>/protection/", views.protection, name="protection"),
    path("<slug:slug>/teams/<int:group>/", views.team, name="team"),
    path("<slug:slug>/teams/<int:group>.pdf", views.team_pdf, name="team_pdf"),
    path("<slug:slug>.json", views.results_json, name="results_json"),
    path("<slug:slug>.csv", views.results_csv, name="results_csv"),
    path("<slug:slug>.xlsx", views.results_xlsx, name="results_xlsx"),
    path("<slug:slug>.pdf", views.results_pdf, name="results_pdf"),
]
