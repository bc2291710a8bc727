"""Addresses of home, of the questionnaire and of the campaigns."""

from django.urls import path

from assessments.forms.new_campaign import FIRST, STEPS
from assessments.parts import PARTS
from assessments.views import (
    answering,
    campaigns,
    finishing,
    home,
    mail_words,
    new_campaign,
    people_file,
    repeats,
    running,
)

app_name = "assessments"
urlpatterns = [
    path("", home.home, name="home"),
    path("assessments/signed-in/", answering.signed_in, name="signed_in"),
    path("assessments/start/", home.start_own, name="start_own"),
    path("assessments/start/<slug:slug>/", home.start, name="start"),
    path("assessments/<uuid:public_id>/", answering.resume, name="resume"),
    path(
        "assessments/<uuid:public_id>/readiness/",
        answering.readiness_result,
        name="readiness_result",
    ),
    *[
        path(
            f"assessments/<uuid:public_id>/{part.path}/<str:code>/",
            answering.page,
            {"kind": part.kind},
            name=part.route,
        )
        for part in PARTS
    ],
    path("assessments/<uuid:public_id>/answers/", answering.autosave, name="save"),
    path("assessments/<uuid:public_id>/check/", finishing.check, name="check"),
    path("assessments/<uuid:public_id>/reopen/", finishing.reopen, name="reopen"),
    path("assessments/<uuid:public_id>/delete/", finishing.delete_unfinished, name="delete"),
    path("campaigns/", campaigns.campaigns, name="campaigns"),
    *[
        path(
            f"campaigns/new/{'' if step == FIRST else f'{step}/'}",
            new_campaign.step,
            {"step": step},
            name=new_campaign.route(step).partition(":")[2],
        )
        for step in STEPS
    ],
    path("campaigns/new/review/", new_campaign.review, name="new_campaign_review"),
    path("campaigns/news/", running.news, name="campaign_news"),
    path("campaigns/new/copy/", new_campaign.copy, name="copy_campaign"),
    path("campaigns/<slug:slug>/", campaigns.campaign, name="campaign"),
    path(
        "campaigns/<slug:slug>/people.<slug:end>", people_file.people_file, name="campaign_people"
    ),
    path("campaigns/<slug:slug>/remind/", running.remind, name="remind"),
    path("campaigns/<slug:slug>/history/", campaigns.history, name="campaign_history"),
    path("campaigns/<slug:slug>/messages/<int:pk>/again/", running.send_again, name="send_again"),
    path("campaigns/<slug:slug>/repeat/", repeats.repeat, name="repeat"),
    path("campaigns/<slug:slug>/mail/", mail_words.mail_words, name="campaign_mail"),
    path("campaigns/<slug:slug>/change/", running.change, name="change_campaign"),
    path("campaigns/<slug:slug>/cancel/", running.cancel, name="cancel_campaign"),
    path("campaigns/<slug:slug>/overview/", running.hide_overview, name="hide_overview"),
]
