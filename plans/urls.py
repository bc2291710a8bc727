"""Addresses of the plan, of action learning sets and of sharing."""

from django.urls import path

from plans.views import files, goals, sets, shares

app_name = "plans"
urlpatterns = [
    path("", goals.plan, name="plan"),
    path("reviews.ics", files.reviews_ics, name="reviews_ics"),
    path("reminders/", goals.reminders, name="reminders"),
    path("goals/new/", goals.new_goal, name="new_goal"),
    path("goals/<uuid:public_id>/", goals.goal, name="goal"),
    path("goals/<uuid:public_id>/change/", goals.change_goal, name="change_goal"),
    path("goals/<uuid:public_id>/status/", goals.set_status, name="set_status"),
    path("goals/<uuid:public_id>/actions/<int:number>/", goals.mark, name="mark"),
    path("goals/<uuid:public_id>/reviews/<int:number>/", goals.review, name="review"),
    path("goals/<uuid:public_id>/delete/", goals.delete_goal, name="delete_goal"),
    path("sets/", sets.sets, name="sets"),
    path("sets/new/", sets.new_set, name="new_set"),
    path("sets/<uuid:public_id>/", sets.learning_set, name="set"),
    path("sets/<uuid:public_id>/invite/", sets.invite, name="invite"),
    path("sets/<uuid:public_id>/answer/", sets.answer, name="answer"),
    path("sets/<uuid:public_id>/leave/", sets.leave, name="leave"),
    path("sets/<uuid:public_id>/end/", sets.end, name="end"),
    path("sets/<uuid:public_id>/meetings/new/", sets.new_meeting, name="new_meeting"),
    path("sets/<uuid:public_id>/meetings/<int:pk>/", sets.meeting, name="meeting"),
    path("sets/<uuid:public_id>/meetings.ics", sets.meetings_ics, name="meetings_ics"),
    path("shares/", shares.shares, name="shares"),
    path("shares/<uuid:public_id>/", shares.shared, name="share"),
    path("reports/<uuid:public_id>/share/", shares.share, name="new_share"),
]
