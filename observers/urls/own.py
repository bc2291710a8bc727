"""Addresses of rounds for those who sign in: whose round it is, who agrees to it, who keeps its cards."""

from django.urls import path

from observers.views import duties, pulses, results, rounds

app_name = "observers"
urlpatterns = [
    path("", rounds.rounds, name="rounds"),
    path("rules/", duties.rules, name="rules"),
    path("campaigns/<slug:slug>/", duties.offer, name="offer"),
    path("new/<uuid:public_id>/", rounds.new, name="new"),
    path("<uuid:public_id>/", rounds.round_page, name="round"),
    path("<uuid:public_id>/days/", rounds.days, name="days"),
    path("<uuid:public_id>/customers/", rounds.customers, name="customers"),
    path("<uuid:public_id>/people/<int:key>/", rounds.person, name="person"),
    path("<uuid:public_id>/start/", rounds.start, name="start"),
    path("<uuid:public_id>/take-back/", rounds.take_back, name="take_back"),
    path("<uuid:public_id>/stop/", rounds.stop, name="stop"),
    path("<uuid:public_id>/agree/", duties.approve, name="approve"),
    path("<uuid:public_id>/cards/", duties.cards, name="cards"),
    path("<uuid:public_id>/results/", results.results, name="results"),
    path("<uuid:public_id>/again/", pulses.again, name="again"),
]
