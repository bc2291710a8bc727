"""Addresses of home and of the questionnaire."""

from django.urls import path

from assessments import views

app_name = "assessments"
urlpatterns = [
    path("", views.home, name="home"),
    path("assessments/start/", views.start_own, name="start_own"),
    path("assessments/start/<slug:slug>/", views.start, name="start"),
    path("assessments/<uuid:public_id>/", views.resume, name="resume"),
    path("assessments/<uuid:public_id>/themes/<str:code>/", views.theme, name="theme"),
    path("assessments/<uuid:public_id>/answers/", views.autosave, name="save"),
    path("assessments/<uuid:public_id>/check/", views.check, name="check"),
    path("assessments/<uuid:public_id>/delete/", views.delete_unfinished, name="delete"),
]
