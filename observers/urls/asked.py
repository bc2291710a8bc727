"""Addresses for those who are asked: a link of one's own, and one that is open to customers. Neither needs signing in."""

from django.urls import path

from observers.views import asked, pulses

app_name = "asked"
urlpatterns = [
    path("again/<str:token>/", pulses.asked, name="again"),
    path("open/<str:token>/", asked.open_link, name="open"),
    path("<str:token>/", asked.rater, name="rater"),
]
