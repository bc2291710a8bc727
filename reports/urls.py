"""Addresses of the manager's reports."""

from django.urls import path

from reports import views

app_name = "reports"
urlpatterns = [
    path("my-data/", views.my_data, name="my_data"),
    path("my-data.json", views.my_data_json, name="my_data_json"),
    path("my-data.pdf", views.my_data_pdf, name="my_data_pdf"),
    path("<uuid:public_id>/", views.report, name="report"),
    path("<uuid:public_id>.pdf", views.report_pdf, name="report_pdf"),
]
