"""Addresses of the learning library."""

from django.urls import path

from banks.views import learning, resources

app_name = "learning"
urlpatterns = [
    path("", learning.overview, name="overview"),
    path("areas/<str:code>/", learning.area, name="area"),
    path("search/", learning.search, name="search"),
    path("areas/<str:code>/resources/add/", resources.add, name="add_resource"),
    path("resources/<int:pk>/", resources.change, name="change_resource"),
    path("resources/<int:pk>/delete/", resources.remove, name="delete_resource"),
    path("themes/", learning.themes, name="themes"),
    path("models/", learning.models, name="models"),
]
