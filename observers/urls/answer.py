"""The one address that is typed, from a card: short, because somebody reads it off paper."""

from django.urls import path

from observers.views import codes

app_name = "answer"
urlpatterns = [path("", codes.code, name="code")]
