"""Addresses of the plan, of action learning sets and of sharing."""

from django.urls import path

from plans.views import goals

app_name = "plans"
urlpatterns = [
    path("", goals.plan, name="plan"),
    path("reminders/", goals.reminders, name="reminders"),
    path("goals/new/", goals.new_goal, name="new_goal"),
    path("goals/<uuid:public_id>/", goals.goal, name="goal"),
    path("goals/<uuid:public_id>/change/", goals.change_goal, name="change_goal"),
    path("goals/<uuid:public_id>/status/", goals.set_status, name="set_status"),
    path("goals/<uuid:public_id>/actions/<int:number>/", goals.mark, name="mark"),
    path("goals/<uuid:public_id>/reviews/<int:number>/", goals.review, name="review"),
    path("goals/<uuid:public_id>/delete/", goals.delete_goal, name="delete_goal"),
]
