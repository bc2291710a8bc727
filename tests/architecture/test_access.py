"""Who gets what at every address: one table, and a walk through the addresses that none is missing from it."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone

from accounts.links import token_of
from accounts.models import Logo
from banks.models import Resource
from banks.queries import fingerprint, instrument_of
from observers import access as observer_links
from tests.architecture.access import (
    VISITORS,
    Expected,
    Row,
    Stage,
    answer,
    everyone,
    keepers,
    members,
    names_in_use,
    organisation,
    owner,
    weak_spots,
)

# Of a document that the worker has still to make: 202, and a page that waits for it.
ACCEPTED = 202
RESET_LINK = {"uidb36": "1", "key": "set-password"}


def report(stage: Stage) -> dict[str, Any]:
    return {"public_id": stage.report.public_id}


def _begun(stage: Stage) -> dict[str, object]:
    return {"public_id": stage.begun.public_id}


def _bank(stage: Stage) -> dict[str, object]:
    return {"bank_id": stage.bank.bank_id}


def _goal(stage: Stage) -> dict[str, object]:
    return {"public_id": stage.goal.public_id}


def _set(stage: Stage) -> dict[str, Any]:
    return {"public_id": stage.learning_set.public_id}


def _share(stage: Stage) -> dict[str, object]:
    return {"public_id": stage.share.public_id}


def _part_of_goal(stage: Stage) -> dict[str, object]:
    return _goal(stage) | {"number": 1}


def _library(stage: Stage) -> dict[str, object]:
    assert stage.campaign  # so that there is a bank to read
    return {}


def _resource(stage: Stage) -> dict[str, object]:
    book = {"kind": "book", "title": "Book", "added_at": timezone.now()}
    made, _is_new = Resource.objects.get_or_create(
        organisation=stage.organisation, area="LA1", defaults=book
    )
    return {"pk": made.pk}


def _planned(stage: Stage) -> dict[str, object]:
    assert stage.goal  # so that there is a review to come
    return {}


def _version(stage: Stage) -> dict[str, object]:
    return {"version_id": stage.bank.pk}


def _statistics(stage: Stage) -> dict[str, object]:
    return {"version_id": stage.item_snapshot.version_id}


def _open_campaign(stage: Stage) -> dict[str, object]:
    return {"slug": stage.campaign.slug}


def _not_open_yet(stage: Stage) -> dict[str, object]:
    stage.campaign.opens_at = timezone.now() + timedelta(days=1)
    stage.campaign.save()
    return _open_campaign(stage)


def _mailing(stage: Stage) -> dict[str, object]:
    stage.campaign.sends_mail = True
    stage.campaign.save()
    return _open_campaign(stage)


def _published(stage: Stage) -> dict[str, object]:
    return {"slug": stage.release.campaign.slug}


def _shared(stage: Stage) -> dict[str, object]:
    return {"slug": stage.shared.campaign.slug}


def _published_team(stage: Stage) -> dict[str, object]:
    return _published(stage) | {"group": stage.release.groups.get(order=1).pk}


def hr_only(status: int, **others: int) -> Expected:
    return organisation(status, refused=("owner", "colleague", "administrator"), **others)


def runs_campaigns(status: int) -> Expected:
    """Expect what HR leads of the whole organisation get; those of a branch only follow."""
    return members(403, hr_lead=status, branch_lead=403)


def _theme_of(place: Callable[[Stage], dict[str, Any]]) -> Callable[[Stage], dict[str, Any]]:
    def with_theme(stage: Stage) -> dict[str, Any]:
        version = place(stage)["version_id"]
        return {"version_id": version, "code": instrument_of(version).themes[0].code}

    return with_theme


def _section(name: str) -> Callable[[Stage], dict[str, Any]]:
    return lambda stage: _draft(stage) | {"name": name}


def _statement(stage: Stage) -> dict[str, Any]:
    theme = instrument_of(stage.draft.pk).themes[0]
    return _section("statements")(stage) | {"keys": f"{theme.code}/{theme.questions[0].code}"}


def _welsh(stage: Stage) -> dict[str, object]:
    return _draft(stage) | {"language": "cy"}


def _draft(stage: Stage) -> dict[str, object]:
    return {"version_id": stage.draft.pk}


def _logo(stage: Stage) -> dict[str, object]:
    logo = {"png": b"PNG", "width": 1, "height": 1}
    Logo.objects.get_or_create(organisation=stage.organisation, defaults=logo)
    return {"pk": stage.organisation.pk}


def _link(stage: Stage) -> dict[str, object]:
    """The link of an e-mail to the owner, who has a password."""
    return {"token": token_of(stage.message_of())}


def _provider(stage: Stage) -> dict[str, object]:
    return {"slug": stage.provider.organisation.slug}


def _webhook(stage: Stage) -> dict[str, object]:
    return {"pk": stage.webhook.pk}


def _directory_id(stage: Stage) -> dict[str, object]:
    return {"public_id": stage.directory_group.public_id}


def _round(stage: Stage) -> dict[str, object]:
    return {"public_id": stage.round.public_id}


def _asked(stage: Stage) -> dict[str, object]:
    return _round(stage) | {"key": stage.round.raters.order_by("pk")[0].pk}


def _rater(stage: Stage) -> dict[str, object]:
    rater = stage.open_round.raters.order_by("pk")[0]
    return {"token": observer_links.link_of(rater).strip("/").rpartition("/")[2]}


def _again(stage: Stage) -> dict[str, object]:
    rater = stage.open_pulse.round.raters.exclude(email="").order_by("pk")[0]
    return {"token": observer_links.again_link_of(rater).strip("/").rpartition("/")[2]}


def _poster(stage: Stage) -> dict[str, object]:
    return {"token": observer_links.open_link_of(stage.open_round).strip("/").rpartition("/")[2]}


def _member(stage: Stage) -> dict[str, object]:
    return {"pk": stage.membership.pk}


def _attribute(stage: Stage) -> dict[str, Any]:
    stage.membership.attributes = {"grade": "G9"}
    stage.membership.save()
    return {"name": "grade"}


# For each address: who gets what on GET and POST. `owner` is a manager and made what is visited,
# `colleague` a manager beside them, `branch_lead` the HR lead of another branch than theirs; `moved` and
# `left` are the owner after leaving the organisation, for another one and for none.
# See tests/architecture/access.py for the words.
ROWS = [
    # Open to everyone
    Row("about", get=everyone(200)),
    Row("privacy", get=everyone(200)),
    Row("accessibility", get=everyone(200)),
    Row("brand_css", get=everyone(200)),
    Row("healthz", get=everyone(200)),
    # Without its token there are none.
    Row("metrics", get=everyone(404)),
    Row("readyz", get=everyone(200)),
    # Signing in: those who are signed in already are sent home
    Row(
        "account_login",
        get=everyone(302) | {"signed_out": 200},
        post=everyone(302) | {"signed_out": 200},
    ),
    Row(
        "account_request_login_code",
        get=everyone(302) | {"signed_out": 200},
        post=everyone(302) | {"signed_out": 200},
    ),
    # Without having asked for a code there is none to enter.
    Row("account_confirm_login_code", get=everyone(302), post=everyone(302)),
    Row(
        "account_logout",
        get=everyone(200) | {"signed_out": 302},
        post=everyone(302),
    ),
    Row("account", get=members(200)),
    Row("account_name", get=members(200), post=members(200)),
    Row("account_address", get=members(200), post=members(200)),
    Row("account_keep_address", post=members(302)),
    Row("account_confirm_address", post=everyone(200)),
    Row("account_inactive", get=everyone(200)),
    Row(
        "account_signup",
        get=everyone(302) | {"signed_out": 200},
        post=everyone(302) | {"signed_out": 200},
    ),
    Row(
        "account_accept",
        kwargs=lambda stage: {"pk": stage.membership.pk},
        get=owner(200),
        post=owner(302),
    ),
    Row("account_language", get=everyone(405), post=everyone(302)),
    Row("account_sessions", get=members(200), post=members(302)),
    Row("account_change_password", get=members(200), post=members(200)),
    Row("account_set_password", get=members(302), post=members(302)),
    Row("account_reset_password", get=everyone(200), post=everyone(200)),
    Row("account_reset_password_done", get=everyone(200)),
    Row(
        "account_reset_password_from_key",
        kwargs=lambda stage: RESET_LINK,
        get=everyone(200),
        post=everyone(200),
    ),
    # The link of an e-mail: its person goes on, others are told whom it is for, who has left is told
    # that it does not work. Refusals are answered with 200, so that Django logs no link.
    Row("account_link", kwargs=_link, get=everyone(200) | {"owner": 302}),
    Row("account_choose_password", post=everyone(200)),
    # The second step of signing in. Without a step of their own or the password anew, allauth sends them on.
    Row("account_reauthenticate", get=members(200), post=members(200)),
    Row("mfa_index", get=members(200)),
    Row("mfa_authenticate", get=everyone(302), post=everyone(302)),
    Row("mfa_reauthenticate", get=members(302), post=members(302)),
    Row("mfa_activate_totp", get=members(302), post=members(302)),
    Row("mfa_deactivate_totp", get=members(404), post=members(404)),
    Row("mfa_view_recovery_codes", get=members(404)),
    Row("mfa_generate_recovery_codes", get=members(302), post=members(302)),
    Row("mfa_list_webauthn", get=members(200)),
    Row("mfa_add_webauthn", get=members(302), post=members(302)),
    Row("mfa_reauthenticate_webauthn", get=members(302), post=members(302)),
    Row("mfa_login_webauthn", get=everyone(302), post=everyone(302)),
    Row(
        "mfa_remove_webauthn",
        kwargs=lambda stage: {"pk": 1},
        get=members(302, left=404),
        post=members(302, left=404),
    ),
    Row(
        "mfa_edit_webauthn",
        kwargs=lambda stage: {"pk": 1},
        get=members(302, left=404),
        post=members(302, left=404),
    ),
    # Single sign-on: a provider that nobody asks anything here. Who belongs to its organisation connects it.
    Row("organisation_sign_in", kwargs=_provider, get=everyone(200), post=everyone(200)),
    Row("organisation_begin", kwargs=_provider, post=everyone(302)),
    Row("organisation_back", kwargs=_provider, get=everyone(400)),
    Row(
        "organisation_connect",
        kwargs=_provider,
        get=members(302, left=404),
        post=members(302, left=404),
    ),
    Row("organisation_disconnect", kwargs=_provider, post=organisation(302)),
    Row(
        "identity:provider",
        get=members(403, administrator=302),
        post=members(403, administrator=302),
    ),
    Row(
        "identity:remove_provider",
        get=members(403, administrator=302),
        post=members(403, administrator=302),
    ),
    Row(
        "identity:sign_in_rule",
        get=members(403, administrator=200),
        post=members(403, administrator=302),
    ),
    Row(
        "identity:remove_second_step",
        kwargs=_member,
        get=organisation(200, refused=("owner", "colleague", "hr_lead"), branch_lead=404),
        post=organisation(200, refused=("owner", "colleague", "hr_lead"), branch_lead=404),
    ),
    # A directory, by its token: nobody who is signed in is one
    *(
        Row(f"scim:{name}", get=everyone(401), post=everyone(401))
        for name in ("users", "groups", "configuration", "schemas", "resource_types")
    ),
    *(
        Row(f"scim:{name}", get=everyone(401), post=everyone(401))
        for name in ("bulk", "me", "search")
    ),
    *(
        Row(f"scim:{name}", kwargs=_directory_id, get=everyone(401), post=everyone(401))
        for name in ("user", "group")
    ),
    *(
        Row(
            f"scim:{name}",
            kwargs=lambda stage: {"name": "User"},
            get=everyone(401),
            post=everyone(401),
        )
        for name in ("schema", "resource_type")
    ),
    # Programs, by their tokens: a session opens nothing. Who gets what by which token: tests/api/test_access.py.
    *(
        Row(f"api:{name}", get=everyone(401), post=everyone(401))
        for name in ("list_people", "list_teams", "list_campaigns")
    ),
    *(
        Row(f"api:{name}", get=everyone(401))
        for name in ("get_me", "list_own_reports", "get_own_plan", "list_banks", "list_results")
    ),
    Row("api:get_own_report", kwargs=lambda stage: {"report_id": UUID(int=1)}, get=everyone(401)),
    Row("api:get_person", kwargs=lambda stage: {"person_id": 1}, get=everyone(401)),
    Row("api:end_person", kwargs=lambda stage: {"person_id": 1}, post=everyone(401)),
    Row("api:get_team", kwargs=lambda stage: {"team_id": 1}, get=everyone(401)),
    *(
        Row(f"api:{name}", kwargs=lambda stage: {"slug": "x"}, get=everyone(401))
        for name in ("get_campaign", "list_team_counts", "get_results", "list_groups", "list_cells")
    ),
    *(
        Row(f"api:{name}", kwargs=lambda stage: {"slug": "x"}, post=everyone(401))
        for name in ("remind", "close_campaign")
    ),
    Row("api_token", post=everyone(401)),
    Row("api_openapi", get=everyone(200)),
    Row("api_docs", get=everyone(200)),
    # Allowing them. A secret is made by who has shown once more who they are.
    Row("api_pages:programs", get=members(403, administrator=200)),
    Row("api_pages:new_program", get=members(302), post=members(302)),
    Row(
        "api_pages:revoke_program",
        kwargs=lambda stage: {"pk": stage.program.pk},
        post=organisation(302, refused=("owner", "colleague", "hr_lead")),
    ),
    Row(
        "api_pages:revoke_token",
        kwargs=lambda stage: {"pk": stage.personal_token.pk},
        post=organisation(302, refused=("owner", "colleague", "hr_lead")),
    ),
    Row("api_pages:webhooks", get=members(403, administrator=200)),
    Row("api_pages:new_webhook", get=members(302), post=members(302)),
    Row(
        "api_pages:webhook",
        kwargs=_webhook,
        get=organisation(200, refused=("owner", "colleague", "hr_lead")),
    ),
    Row(
        "api_pages:renew_secret",
        kwargs=_webhook,
        get=members(302, left=404),
        post=members(302, left=404),
    ),
    *(
        Row(
            f"api_pages:{name}",
            kwargs=_webhook,
            post=organisation(302, refused=("owner", "colleague", "hr_lead")),
        )
        for name in ("try_webhook", "switch_on", "remove_webhook")
    ),
    Row("account_tokens", get=members(200)),
    Row("account_new_token", get=members(302), post=members(302)),
    Row(
        "account_revoke_token",
        kwargs=lambda stage: {"pk": stage.personal_token.pk},
        post=owner(302, moved=302),
    ),
    # Connecting one. A token is made by who has shown once more who they are.
    Row("provisioning:directory", get=members(403, administrator=200)),
    Row("provisioning:new_token", get=members(302), post=members(302)),
    Row(
        "provisioning:revoke_token",
        kwargs=lambda stage: {"pk": stage.directory_token.pk},
        post=organisation(302, refused=("owner", "colleague", "hr_lead")),
    ),
    Row(
        "provisioning:group",
        kwargs=lambda stage: {"public_id": stage.directory_group.public_id},
        get=organisation(200, refused=("owner", "colleague", "hr_lead")),
        post=organisation(302, refused=("owner", "colleague", "hr_lead")),
    ),
    # People
    Row(
        "people:people",
        get=members(403, hr_lead=200, administrator=200),
    ),
    Row(
        "people:add",
        get=members(403, hr_lead=200, administrator=200),
        post=members(403, hr_lead=200, administrator=200),
    ),
    Row(
        "people:member",
        kwargs=_member,
        data=lambda stage: {"name": "New"},
        get=organisation(200, refused=("owner", "colleague"), branch_lead=404),
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:send_invitation",
        kwargs=_member,
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:confirm_people",
        data=lambda stage: {"everybody": "on", "shown_at": "2126-01-01T00:00:00+00:00"},
        get=members(403, administrator=200),
        post=members(403, administrator=302),
    ),
    Row(
        "people:outbox",
        get=members(403, hr_lead=200, administrator=200),
    ),
    Row(
        "people:send_again",
        kwargs=lambda stage: {"pk": stage.message_of().pk},
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:end",
        kwargs=_member,
        get=organisation(200, refused=("owner", "colleague"), branch_lead=404),
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:sign_out",
        kwargs=_member,
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:address",
        kwargs=_member,
        get=organisation(200, refused=("owner", "colleague"), branch_lead=404),
        post=organisation(200, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:keep_address",
        kwargs=_member,
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:erase",
        kwargs=_member,
        get=organisation(200, refused=("owner", "colleague"), branch_lead=404),
        post=organisation(200, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:retention",
        get=members(403, administrator=200),
        post=members(403, administrator=200),
    ),
    Row(
        "people:teams",
        data=lambda stage: {"name": "New"},
        get=members(403, hr_lead=200, administrator=200),
        # Whoever leads a branch is asked to which team of it the new one belongs.
        post=members(403, hr_lead=302, administrator=302, branch_lead=200),
    ),
    Row(
        "people:team",
        kwargs=lambda stage: {"pk": stage.team.pk},
        data=lambda stage: {"name": "New"},
        get=organisation(200, refused=("owner", "colleague"), branch_lead=404),
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:delete_team",
        kwargs=lambda stage: {"pk": stage.team.pk},
        post=organisation(302, refused=("owner", "colleague"), branch_lead=404),
    ),
    Row(
        "people:download",
        kwargs=lambda stage: {"end": "csv"},
        get=members(403, hr_lead=202, administrator=202, left=404),
    ),
    Row(
        "people:template",
        kwargs=lambda stage: {"end": "xlsx"},
        get=members(403, hr_lead=202, administrator=202, branch_lead=403, left=404),
    ),
    Row(
        "people:attributes",
        get=members(403, hr_lead=200, administrator=200, branch_lead=403),
    ),
    Row(
        "people:attribute",
        kwargs=_attribute,
        data=lambda stage: {"becomes": "band", "sure": "1"},
        get=members(403, hr_lead=200, administrator=200, branch_lead=403, left=404),
        post=members(403, hr_lead=302, administrator=302, branch_lead=403, left=404),
    ),
    Row(
        # Which value is meant stands behind the path: without it there is none.
        "people:attribute_value",
        kwargs=_attribute,
        get=members(403, hr_lead=404, administrator=404, branch_lead=403, left=404),
        post=members(403, hr_lead=404, administrator=404, branch_lead=403, left=404),
    ),
    Row(
        "people:remove_attribute",
        kwargs=_attribute,
        get=members(403, hr_lead=200, administrator=200, branch_lead=403, left=404),
        post=members(403, hr_lead=302, administrator=302, branch_lead=403, left=404),
    ),
    Row(
        "people:organisation",
        get=members(403, hr_lead=200, administrator=200, branch_lead=403),
        post=members(403, hr_lead=200, administrator=200, branch_lead=403),
    ),
    # The whole organisation's: who looks after a branch does not see what was done elsewhere.
    Row("people:log", get=members(403, hr_lead=200, administrator=200, branch_lead=403)),
    Row(
        "people:download_log",
        kwargs=lambda stage: {"end": "csv"},
        get=members(403, hr_lead=202, administrator=202, branch_lead=403, left=404),
    ),
    Row("logo", kwargs=_logo, get=organisation(200)),
    Row(
        "people:import",
        get=members(403, hr_lead=200, administrator=200, branch_lead=403),
        post=members(403, hr_lead=200, administrator=200, branch_lead=403),
    ),
    Row(
        # Whoever chose the file, here the HR lead, and nobody else.
        "people:confirm_import",
        kwargs=lambda stage: {"public_id": stage.pending_import.public_id},
        get=owner(404, hr_lead=200),
        post=owner(404, hr_lead=302),
    ),
    Row(
        "people:match_columns",
        kwargs=lambda stage: {"public_id": stage.pending_import.public_id},
        data=lambda stage: {"use_0": "email", "use_1": "name"},
        get=owner(404, hr_lead=200),
        post=owner(404, hr_lead=302),
    ),
    # Answering
    Row("assessments:home", get=members(200)),
    Row("assessments:signed_in", get=members(200)),
    Row(
        "assessments:start",
        kwargs=lambda stage: {"slug": stage.campaign.slug},
        get=organisation(200, refused=("hr_lead", "administrator")),
        post=organisation(302, refused=("hr_lead", "administrator")),
    ),
    Row(
        "assessments:start_own",
        kwargs=lambda stage: stage.campaign and {},  # so that there is something to answer
        get=members(200, hr_lead=403, administrator=403),
        post=members(302, hr_lead=403, administrator=403),
    ),
    Row("assessments:resume", kwargs=_begun, get=owner(302)),
    Row(
        "assessments:theme",
        kwargs=lambda stage: _begun(stage) | {"code": "ASP"},
        get=owner(200),
        post=owner(302),
    ),
    Row(
        "assessments:readiness",
        kwargs=lambda stage: _begun(stage) | {"code": "organisational"},
        get=owner(200),
        post=owner(302),
    ),
    # Nothing to read yet: on to what has to be answered first.
    Row("assessments:readiness_result", kwargs=_begun, get=owner(302)),
    Row(
        "assessments:area",
        kwargs=lambda stage: _begun(stage) | {"code": "LA1"},
        get=owner(200),
        post=owner(302),
    ),
    Row(
        "assessments:save",
        kwargs=_begun,
        data=lambda stage: json.dumps({"answers": {"ASP-01": {"was": "", "now": "4"}}}),
        sent={"content_type": "application/json"},
        # Its script tells the signed-out what to do, and would not see a redirect.
        get=None,
        post=owner(200, signed_out=401),
    ),
    # Its gaps are asked about once more.
    Row("assessments:check", kwargs=_begun, get=owner(200), post=owner(200)),
    # Not finished yet: on to where one was.
    Row("assessments:reopen", kwargs=_begun, get=owner(302), post=owner(302)),
    Row("assessments:delete", kwargs=_begun, get=owner(200), post=owner(302)),
    # Campaigns, for HR leads of the whole organisation
    Row("assessments:campaigns", get=members(403, hr_lead=200)),
    Row(
        "assessments:new_campaign",
        get=runs_campaigns(200),
        post=runs_campaigns(200),
    ),
    Row(
        "assessments:new_campaign_who",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_parts",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_teams",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_people",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_groups",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_when",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_mail",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row(
        "assessments:new_campaign_review",
        get=runs_campaigns(302),
        post=runs_campaigns(302),
    ),
    Row("assessments:campaign_news", post=runs_campaigns(302)),
    # Without a campaign it asks for one.
    Row("assessments:copy_campaign", post=runs_campaigns(302)),
    Row("assessments:campaign", kwargs=_open_campaign, get=hr_only(200)),
    Row(
        "assessments:campaign_people",
        kwargs=lambda stage: {**_open_campaign(stage), "end": "csv"},
        get=hr_only(202),
    ),
    Row(
        "assessments:remind",
        kwargs=_open_campaign,
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    Row("assessments:campaign_history", kwargs=_open_campaign, get=hr_only(200, branch_lead=403)),
    Row(
        "assessments:send_again",
        kwargs=lambda stage: {
            "slug": stage.campaign.slug,
            "pk": stage.message_of(stage.campaign.topic).pk,
        },
        post=hr_only(302, branch_lead=403),
    ),
    Row(
        "assessments:change_campaign",
        kwargs=_open_campaign,
        get=hr_only(200, branch_lead=403),
        post=hr_only(200, branch_lead=403),
    ),
    Row(
        "assessments:repeat",
        kwargs=_open_campaign,
        get=hr_only(200, branch_lead=403),
        post=hr_only(200, branch_lead=403),
    ),
    Row(
        "assessments:campaign_mail",
        kwargs=_mailing,
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    # It is open, so both lead back to it.
    Row(
        "assessments:cancel_campaign",
        kwargs=_open_campaign,
        get=hr_only(302, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    Row(
        "assessments:hide_overview",
        kwargs=_shared,
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    # Question banks
    Row("banks:list", get=keepers(200, stranger=403)),
    Row("banks:bank", kwargs=_bank, get=keepers(200)),
    Row("banks:choose", kwargs=_bank, post=keepers(302)),
    Row("banks:compare", kwargs=_bank, get=keepers(200)),
    Row("banks:version", kwargs=_version, get=keepers(200)),
    Row("banks:file", kwargs=_version, get=keepers(200)),
    Row("banks:workbook", kwargs=_version, get=keepers(200)),
    Row("psychometrics:statistics", kwargs=_version, get=keepers(200)),
    Row("psychometrics:statistics_csv", kwargs=_statistics, get=keepers(200)),
    Row("psychometrics:renew_statistics", kwargs=_version, post=keepers(302)),
    Row("psychometrics:adopt_precision", kwargs=_version, post=keepers(302)),
    Row("banks:languages", kwargs=_version, get=keepers(200), post=keepers(404)),
    Row("banks:language", kwargs=_welsh, get=keepers(200), post=keepers(302)),
    Row("banks:language_xliff", kwargs=_welsh, get=keepers(200)),
    Row("banks:language_workbook", kwargs=_welsh, get=keepers(200)),
    Row("banks:take_language", kwargs=_welsh, post=keepers(422)),
    Row("banks:offer_language", kwargs=_welsh, post=keepers(302)),
    Row("banks:new", get=keepers(200, stranger=403), post=keepers(200, stranger=403)),
    Row("banks:import", get=keepers(200, stranger=403), post=keepers(200, stranger=403)),
    Row(
        "banks:publish",
        kwargs=_draft,
        data=lambda stage: {"summary": "First"},
        get=keepers(200),
        post=keepers(302),
    ),
    Row("banks:preview", kwargs=_theme_of(_version), get=keepers(200)),
    Row("banks:edit", kwargs=_version, post=keepers(302)),
    Row("banks:draft", kwargs=_draft, get=keepers(200)),
    Row("banks:search", kwargs=_draft, get=keepers(200)),
    Row("banks:undo", kwargs=_draft, post=keepers(400)),
    Row("banks:redo", kwargs=_draft, post=keepers(400)),
    Row(
        "banks:discard",
        kwargs=_draft,
        data=lambda stage: {"seen": fingerprint(instrument_of(stage.draft.pk))},
        get=keepers(200),
        post=keepers(302),
    ),
    Row("banks:begin", kwargs=_section("spectrum"), get=keepers(200), post=keepers(200)),
    Row("banks:take_out", kwargs=_section("bands"), get=keepers(302), post=keepers(302)),
    Row("banks:things", kwargs=_section("themes"), get=keepers(200)),
    Row("banks:add", kwargs=_section("bands"), get=keepers(200), post=keepers(200)),
    Row("banks:thing", kwargs=_statement, get=keepers(200), post=keepers(302)),
    Row(
        "banks:arrange",
        kwargs=_statement,
        data=lambda stage: {"do": "copy"},
        post=keepers(302),
    ),
    Row("banks:retire", kwargs=_version, get=keepers(200), post=keepers(302)),
    Row("reports:sample", kwargs=_version, get=keepers(200)),
    Row("reports:sample_pdf", kwargs=_version, get=keepers(ACCEPTED)),
    # The learning library, of the bank that everyone may answer
    Row("learning:overview", get=members(200)),
    Row(
        "learning:area",
        kwargs=lambda stage: _library(stage) | {"code": "LA1"},
        get=members(200, left=404),
    ),
    Row("learning:search", kwargs=_library, get=members(200)),
    Row(
        "learning:add_resource",
        kwargs=lambda stage: _library(stage) | {"code": "LA1"},
        get=members(403, administrator=200, left=404),
        post=members(403, administrator=200, left=404),
    ),
    Row(
        "learning:change_resource",
        kwargs=_resource,
        get=keepers(200),
        post=keepers(200),
    ),
    Row("learning:delete_resource", kwargs=_resource, post=keepers(302)),
    Row("learning:themes", kwargs=_library, get=members(200)),
    Row("learning:models", kwargs=_library, get=members(200)),
    # Plans
    Row("plans:plan", get=members(200, hr_lead=403, administrator=403)),
    Row("plans:reminders", post=members(302, hr_lead=403, administrator=403)),
    Row(
        "plans:new_goal",
        kwargs=_library,
        get=members(200, hr_lead=403, administrator=403),
        post=members(200, hr_lead=403, administrator=403),
    ),
    Row("plans:goal", kwargs=_goal, get=owner(200)),
    Row("plans:change_goal", kwargs=_goal, get=owner(200), post=owner(200)),
    Row("plans:set_status", kwargs=_goal, data=lambda stage: {"status": "DONE"}, post=owner(302)),
    Row("plans:mark", kwargs=_part_of_goal, data=lambda stage: {"done": "yes"}, post=owner(302)),
    Row("plans:review", kwargs=_part_of_goal, get=owner(200), post=owner(200)),
    Row("plans:delete_goal", kwargs=_goal, get=owner(200), post=owner(302)),
    # Who has no review to come is led back to the plan.
    Row(
        "plans:reviews_ics",
        kwargs=_planned,
        get=members(302, owner=200, hr_lead=403, administrator=403),
    ),
    # Action learning sets: for those who are in it, and to organise it for the owner
    Row("plans:sets", get=members(200)),
    Row(
        "plans:new_set",
        data=lambda stage: {"name": "New"},
        get=members(200, hr_lead=403, administrator=403),
        post=members(302, hr_lead=403, administrator=403),
    ),
    Row("plans:set", kwargs=_set, get=owner(200, colleague=200)),
    Row(
        "plans:invite",
        kwargs=_set,
        data=lambda stage: {"email": stage.hr_lead.email},
        get=owner(200, colleague=403),
        post=owner(302, colleague=403),
    ),
    Row("plans:answer", kwargs=_set, post=owner(302, colleague=302)),
    Row(
        "plans:leave",
        kwargs=_set,
        get=owner(200, colleague=200),
        post=owner(302, colleague=302),
    ),
    Row("plans:end", kwargs=_set, get=owner(200, colleague=403), post=owner(302, colleague=403)),
    Row(
        "plans:new_meeting",
        kwargs=_set,
        get=owner(200, colleague=403),
        post=owner(200, colleague=403),
    ),
    Row(
        "plans:meeting",
        kwargs=lambda stage: _set(stage) | {"pk": stage.learning_set.meetings.get().pk},
        data=lambda stage: {"cancel": "yes"},
        get=owner(200, colleague=403),
        post=owner(302, colleague=403),
    ),
    Row("plans:meetings_ics", kwargs=_set, get=owner(200, colleague=200)),
    # Sharing
    Row("plans:shares", get=members(200)),
    Row("plans:new_share", kwargs=report, get=owner(200), post=owner(200)),
    Row("plans:share", kwargs=_share, get=owner(200), post=owner(302)),
    # Asking others: the round is its owner's; HR agrees to the list, the colleague looks after the cards.
    Row("observers:rounds", get=members(200)),
    Row(
        "observers:rules",
        data=lambda _stage: {"approval": "hr", "fewest": "5"},
        get=runs_campaigns(200),
        post=runs_campaigns(302),
    ),
    Row("observers:new", kwargs=report, get=owner(200), post=owner(200)),
    Row("observers:round", kwargs=_round, get=owner(200), post=owner(200)),
    Row("observers:days", kwargs=_round, get=owner(200), post=owner(200)),
    Row("observers:customers", kwargs=_round, get=owner(200), post=owner(200)),
    Row("observers:person", kwargs=_asked, post=owner(302)),
    Row("observers:start", kwargs=_round, get=owner(200), post=owner(302)),
    Row("observers:take_back", kwargs=_round, post=owner(302)),
    Row("observers:stop", kwargs=_round, get=owner(200), post=owner(302)),
    Row(
        "observers:approve",
        kwargs=lambda stage: {"public_id": stage.waiting_round.public_id},
        get=owner(404, hr_lead=200),
        post=owner(404, hr_lead=302),
    ),
    Row(
        "observers:cards",
        kwargs=lambda stage: {"public_id": stage.open_round.public_id},
        get=owner(404, colleague=200),
    ),
    Row(
        "observers:results",
        kwargs=lambda stage: {"public_id": stage.published_round.public_id},
        get=owner(200),
    ),
    Row(
        "observers:again",
        kwargs=lambda stage: {"public_id": stage.published_round.public_id},
        data=lambda _stage: {"do": "decline"},
        get=owner(200),
        post=owner(302),
    ),
    Row(
        "observers:offer",
        kwargs=_open_campaign,
        data=lambda _stage: {"is_offered": "yes", "days_after": "14"},
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    # By a link alone, whoever comes; one that does not work is answered with 200, so that nothing logs it.
    Row("asked:rater", kwargs=_rater, get=everyone(200), post=everyone(302)),
    Row("asked:again", kwargs=_again, get=everyone(200), post=everyone(200)),
    Row("answer:code", get=everyone(200), post=everyone(200)),
    Row("asked:open", kwargs=_poster, get=everyone(200), post=everyone(302)),
    # The reader's page: for the reader alone. The owner has the report itself.
    Row("reports:shared", kwargs=_share, get=owner(404, colleague=200)),
    # Reports
    Row("reports:plan_pdf", get=members(ACCEPTED, hr_lead=403, administrator=403)),
    Row("reports:report", kwargs=report, get=owner(200)),
    # It is of one's own time, so it can be deleted.
    Row("reports:delete", kwargs=report, get=owner(200), post=owner(302)),
    Row("reports:report_pdf", kwargs=report, get=owner(ACCEPTED)),
    Row("reports:summary_pdf", kwargs=report, get=owner(ACCEPTED)),
    Row("reports:talk_pdf", kwargs=report, get=owner(ACCEPTED)),
    Row("reports:my_data", get=members(200)),
    Row("reports:my_data_json", get=members(200)),
    Row("reports:my_data_pdf", get=members(ACCEPTED)),
    # Results
    Row("results:campaigns", get=members(403, hr_lead=200)),
    Row(
        "results:close",
        kwargs=_open_campaign,
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    Row(
        "results:joining",
        kwargs=_not_open_yet,
        get=hr_only(200, branch_lead=403),
        post=hr_only(302, branch_lead=403),
    ),
    Row("results:results", kwargs=_published, get=hr_only(200)),
    Row(
        "results:shared_overview",
        kwargs=_shared,
        get=organisation(200, refused=("colleague", "administrator")),
    ),
    *(
        Row(f"results:{name}", kwargs=_published, get=hr_only(200))
        for name in ("themes", "teams", "learning", "change")
    ),
    Row("results:team", kwargs=_published_team, get=hr_only(200, branch_lead=404)),
    *(
        Row(f"results:team_{name}", kwargs=_published_team, get=hr_only(200, branch_lead=404))
        for name in ("themes", "teams", "learning", "change")
    ),
    Row("results:others", kwargs=_published, get=hr_only(200)),
    Row(
        "results:protection",
        kwargs=_published,
        get=organisation(200, refused=("owner", "colleague")),
    ),
    Row("results:team_pdf", kwargs=_published_team, get=hr_only(ACCEPTED, branch_lead=404)),
    Row("results:results_json", kwargs=_published, get=hr_only(ACCEPTED)),
    Row("results:results_csv", kwargs=_published, get=hr_only(ACCEPTED)),
    Row("results:results_xlsx", kwargs=_published, get=hr_only(ACCEPTED)),
    Row("results:team_pptx", kwargs=_published_team, get=hr_only(ACCEPTED, branch_lead=404)),
    Row("results:results_pptx", kwargs=_published, get=hr_only(ACCEPTED)),
    Row("results:team_summary", kwargs=_published_team, get=hr_only(ACCEPTED, branch_lead=404)),
    Row("results:results_summary", kwargs=_published, get=hr_only(ACCEPTED)),
    Row("results:results_pdf", kwargs=_published, get=hr_only(ACCEPTED)),
]


def test_every_address_is_in_the_table_and_nothing_else() -> None:
    assert {row.name for row in ROWS} == set(names_in_use())


# The doors read the same rows on both databases in tests of their own, and hostile visitors come to each row on both.
@pytest.mark.any_database
@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_address_answers_each_visitor_as_the_table_says(
    row: Row, method: str, stage: Stage
) -> None:
    expected = getattr(row, method) or {"owner": 405}
    row.url(stage)  # makes what the row needs, before any visitor comes

    responses = {visitor: _visit(row, method, stage, visitor) for visitor in expected}

    assert {who: answer(response) for who, response in responses.items()} == dict(expected)
    # Every page keeps to the strict policy, whoever sees it and whatever it refuses.
    assert {who: spots for who, one in responses.items() if (spots := weak_spots(one))} == {}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_row_says_what_each_visitor_gets(row: Row) -> None:
    for expected in (row.get, row.post):
        assert expected is None or set(expected) == set(VISITORS)


def _visit(row: Row, method: str, stage: Stage, visitor: str) -> HttpResponse:
    """Visit, and undo what the visit changed: each visitor comes to the same stage."""
    with transaction.atomic():
        response = row.visit(method, stage, visitor)
        transaction.set_rollback(True)
    return response


def test_weak_spots_are_seen() -> None:
    loose = HttpResponse(
        '<p style="color:red" onclick="go()">x</p><script>go()</script><style></style>'
        '<script src="/a.js"></script><script type="application/json">{}</script>',
        headers={"Content-Security-Policy": "default-src *; script-src 'self' 'unsafe-inline'"},
    )

    assert set(weak_spots(loose)) == {
        *("default-src", "script-src", "style-src", "object-src", "base-uri"),
        *("frame-ancestors", "form-action"),
        *("X-Content-Type-Options", "X-Frame-Options", "style", "onclick", "script"),
    }
