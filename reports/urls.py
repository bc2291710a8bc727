"""Addresses of a person's own reports."""

from django.urls import path

from reports.views import deleting, report, sample, shared

app_name = "reports"
urlpatterns = [
    path("reports/my-data/", report.my_data, name="my_data"),
    path("reports/my-data.json", report.my_data_json, name="my_data_json"),
    path("reports/my-data.pdf", report.my_data_pdf, name="my_data_pdf"),
    path("reports/plan.pdf", report.plan_pdf, name="plan_pdf"),
    path("reports/shared/<uuid:public_id>/", shared.shared, name="shared"),
    path("reports/<uuid:public_id>/", report.report, name="report"),
    path("reports/<uuid:public_id>.pdf", report.report_pdf, name="report_pdf"),
    path("reports/<uuid:public_id>/summary.pdf", report.summary_pdf, name="summary_pdf"),
    path("reports/<uuid:public_id>/talk.pdf", report.talk_pdf, name="talk_pdf"),
    path("reports/<uuid:public_id>/delete/", deleting.delete_finished, name="delete"),
    path("reports/sample/<int:version_id>/", sample.sample, name="sample"),
    path("reports/sample/<int:version_id>.pdf", sample.sample_pdf, name="sample_pdf"),
]
