"""Addresses of home, of the questionnaire and of the campaigns."""

from django.urls import path

from assessments.pages import LEARNING, READINESS, THEMES
from assessments.views import answering, campaigns, finishing

app_name = "assessments"
urlpatterns = [
    path("", answering.home, name="home"),
    path("assessments/start/", answering.start_own, name="start_own"),
    path("assessments/start/<slug:slug>/", answering.start, name="start"),
    path("assessments/<uuid:public_id>/", answering.resume, name="resume"),
    path(
        "assessments/<uuid:public_id>/readiness/",
        answering.readiness_result,
        name="readiness_result",
    ),
    path(
        "assessments/<uuid:public_id>/readiness/<str:code>/",
        answering.page,
        {"kind": READINESS},
        name="readiness",
    ),
    path(
        "assessments/<uuid:public_id>/themes/<str:code>/",
        answering.page,
        {"kind": THEMES},
        name="theme",
    ),
    path(
        "assessments/<uuid:public_id>/areas/<str:code>/",
        answering.page,
        {"kind": LEARNING},
        name="area",
    ),
    path("assessments/<uuid:public_id>/answers/", answering.autosave, name="save"),
    path("assessments/<uuid:public_id>/check/", finishing.check, name="check"),
    path("assessments/<uuid:public_id>/delete/", finishing.delete_unfinished, name="delete"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    path("campaigns/new/", campaigns.new_bank, name="new_campaign"),
    path("campaigns/new/who/", campaigns.new_who, name="new_campaign_who"),
    path("campaigns/new/when/", campaigns.new_when, name="new_campaign_when"),
    path("campaigns/new/review/", campaigns.review, name="new_campaign_review"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path("campaigns/<slug:slug>/change/", campaigns.change, name="change_campaign"),
]
