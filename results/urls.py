"""Addresses of published results."""

from django.urls import path

from results.views import closing, files, joining, pages, protection

app_name = "results"
urlpatterns = [
    path("", closing.campaigns, name="campaigns"),
    path("<slug:slug>/", pages.overview, name="results"),
    path("<slug:slug>/overview/", pages.shared_overview, name="shared_overview"),
    path("<slug:slug>/close/", closing.close, name="close"),
    path("<slug:slug>/groups/", joining.joining, name="joining"),
    path("<slug:slug>/themes/", pages.themes, name="themes"),
    path("<slug:slug>/teams/", pages.teams, name="teams"),
    path("<slug:slug>/learning/", pages.learning, name="learning"),
    path("<slug:slug>/change/", pages.change, name="change"),
    path("<slug:slug>/others/", pages.others, name="others"),
    path("<slug:slug>/method/", protection.protection, name="protection"),
    path("<slug:slug>/teams/<int:group>/", pages.overview, name="team"),
    path("<slug:slug>/teams/<int:group>/themes/", pages.themes, name="team_themes"),
    path("<slug:slug>/teams/<int:group>/teams/", pages.teams, name="team_teams"),
    path("<slug:slug>/teams/<int:group>/learning/", pages.learning, name="team_learning"),
    path("<slug:slug>/teams/<int:group>/change/", pages.change, name="team_change"),
    path(
        "<slug:slug>/teams/<int:group>.pdf",
        files.team_file,
        {"kind": "results_pdf"},
        name="team_pdf",
    ),
    path("<slug:slug>.json", files.whole_file, {"kind": "results_json"}, name="results_json"),
    path("<slug:slug>.csv", files.whole_file, {"kind": "results_csv"}, name="results_csv"),
    path("<slug:slug>.xlsx", files.whole_file, {"kind": "results_xlsx"}, name="results_xlsx"),
    path("<slug:slug>.pptx", files.whole_file, {"kind": "results_pptx"}, name="results_pptx"),
    path(
        "<slug:slug>/teams/<int:group>.pptx",
        files.team_file,
        {"kind": "results_pptx"},
        name="team_pptx",
    ),
    path(
        "<slug:slug>/summary.pdf",
        files.whole_file,
        {"kind": "results_summary"},
        name="results_summary",
    ),
    path(
        "<slug:slug>/teams/<int:group>/summary.pdf",
        files.team_file,
        {"kind": "results_summary"},
        name="team_summary",
    ),
    path("<slug:slug>.pdf", files.whole_file, {"kind": "results_pdf"}, name="results_pdf"),
]
