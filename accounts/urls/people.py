"""Addresses of looking after people and teams."""

from django.urls import path

from accounts.views import people

app_name = "people"
urlpatterns = [
    path("", people.people, name="people"),
    path("add/", people.add, name="add"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/invitation/", people.send_invitation, name="send_invitation"),
    path("<int:pk>/end/", people.end, name="end"),
]
