"""Addresses of the manager's reports and of published results."""

from django.urls import path

from reports.views import report, results, sample, shared, statistics

app_name = "reports"
urlpatterns = [
    path("reports/my-data/", report.my_data, name="my_data"),
    path("reports/my-data.json", report.my_data_json, name="my_data_json"),
    path("reports/my-data.pdf", report.my_data_pdf, name="my_data_pdf"),
    path("reports/plan.pdf", report.plan_pdf, name="plan_pdf"),
    path("reports/shared/<uuid:public_id>/", shared.shared, name="shared"),
    path("reports/<uuid:public_id>/", report.report, name="report"),
    path("reports/<uuid:public_id>.pdf", report.report_pdf, name="report_pdf"),
    path("reports/sample/<int:version_id>/", sample.sample, name="sample"),
    path("reports/sample/<int:version_id>.pdf", sample.sample_pdf, name="sample_pdf"),
    path("banks/versions/<int:version_id>/statistics/", statistics.statistics, name="statistics"),
    path(
        "banks/versions/<int:version_id>/statistics.csv",
        statistics.statistics_csv,
        name="statistics_csv",
    ),
    path(
        "banks/versions/<int:version_id>/statistics/renew/",
        statistics.renew,
        name="renew_statistics",
    ),
    path(
        "banks/versions/<int:version_id>/statistics/adopt/",
        statistics.adopt,
        name="adopt_precision",
    ),
    path("results/", results.campaigns, name="campaigns"),
    path("results/<slug:slug>/", results.results, name="results"),
    path("results/<slug:slug>/close/", results.close, name="close"),
    path("results/<slug:slug>/protection/", results.protection, name="protection"),
    path("results/<slug:slug>/teams/<int:group>/", results.team, name="team"),
    path("results/<slug:slug>/teams/<int:group>.pdf", results.team_pdf, name="team_pdf"),
    path("results/<slug:slug>.json", results.results_json, name="results_json"),
    path("results/<slug:slug>.csv", results.results_csv, name="results_csv"),
    path("results/<slug:slug>.xlsx", results.results_xlsx, name="results_xlsx"),
    path("results/<slug:slug>.pdf", results.results_pdf, name="results_pdf"),
]
