"""Addresses of the yardstick."""

from django.urls import path

from bench.yardstick import views

urlpatterns = [
    path("trivial", views.trivial),
    path("session-and-upsert", views.session_and_upsert),
]
