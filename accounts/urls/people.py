"""Addresses of looking after people and teams."""

from django.urls import path

from accounts.views import (
    addresses,
    attributes,
    columns,
    confirming,
    erasing,
    files,
    imports,
    log,
    organisation,
    outbox,
    people,
    retention,
    sessions,
    teams,
)

app_name = "people"
urlpatterns = [
    path("", people.people, name="people"),
    path("add/", people.add, name="add"),
    path("<int:pk>/", people.member, name="member"),
    path("<int:pk>/invitation/", people.send_invitation, name="send_invitation"),
    path("<int:pk>/end/", people.end, name="end"),
    path("<int:pk>/sign-out/", sessions.sign_out_member, name="sign_out"),
    path("confirm/", confirming.confirm_people, name="confirm_people"),
    path("<int:pk>/address/", addresses.address, name="address"),
    path("<int:pk>/address/keep/", addresses.keep_address, name="keep_address"),
    path("<int:pk>/erase/", erasing.erase, name="erase"),
    path("outbox/", outbox.outbox, name="outbox"),
    path("outbox/<int:pk>/again/", outbox.send_again, name="send_again"),
    path("teams/", teams.teams, name="teams"),
    path("teams/<int:pk>/", teams.team, name="team"),
    path("teams/<int:pk>/delete/", teams.delete_team, name="delete_team"),
    path("attributes/", attributes.attributes, name="attributes"),
    path("attributes/named/<path:name>/", attributes.attribute, name="attribute"),
    path("attributes/values/<path:name>/", attributes.attribute_value, name="attribute_value"),
    path("attributes/remove/<path:name>/", attributes.remove_attribute, name="remove_attribute"),
    path("organisation/", organisation.organisation, name="organisation"),
    path("retention/", retention.retention, name="retention"),
    path("log/", log.log, name="log"),
    path("files/log.<slug:end>", log.download_log, name="download_log"),
    path("import/", imports.upload, name="import"),
    path("import/<uuid:public_id>/columns/", columns.match_columns, name="match_columns"),
    path("files/people.<slug:end>", files.download, name="download"),
    path("files/template.<slug:end>", files.template, name="template"),
    path("import/<uuid:public_id>/", imports.confirm, name="confirm_import"),
]
