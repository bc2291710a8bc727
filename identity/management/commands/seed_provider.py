"""Has the made-up council sign in by a provider that runs on this machine, to look at single sign-on."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.models import Organisation, RoleGrant, User
from accounts.permissions import Role
from identity import actions, queries
from identity.claims import Visitor
from identity.models import Provider, ProviderLink
from identity.openid import ProviderError

CLIENT_ID = "leadership"
THIS_MACHINE = {"127.0.0.1", "localhost", "testserver"}


class Command(BaseCommand):
    help = (
        "Set up single sign-on of a made-up council by a provider on this machine, and connect its people;"
        " without an issuer take it away again. It refuses on any service that others can reach."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("organisation", help="the short name of the made-up council")
        parser.add_argument("--issuer", default="", help="the provider's address")
        parser.add_argument("--secret", default="", help="the client secret it has given")
        parser.add_argument(
            "--people", default="", help="a JSON file of who is known there: a name, and the claims"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if urlsplit(settings.SITE_URL).hostname not in THIS_MACHINE:
            raise CommandError(
                "This service can be reached by others. Set single sign-on up there by page."
            )
        council = Organisation.objects.filter(slug=options["organisation"]).first()
        if council is None:
            raise CommandError(f"There is no organisation {options['organisation']!r}.")
        if options["issuer"]:
            made = _set(council, options["issuer"], options["secret"])
            _connect(made, json.loads(Path(options["people"]).read_text(encoding="utf-8")))
        elif found := queries.provider_of(council):
            actions.remove_provider(found, by=_administrator(council), at=timezone.now())


def _set(council: Organisation, issuer: str, secret: str) -> Provider:
    by = _administrator(council)
    details = actions.ProviderDetails(
        label="Council account",
        issuer=issuer,
        client_id=CLIENT_ID,
        secret=secret,
        subject_claim="sub",
        trusts_addresses=False,
        domains=(f"{council.slug}.example",),
        role_claim="",
        roles={},
        asks_second_step=False,
    )
    try:
        about = actions.try_provider(council, issuer, CLIENT_ID, secret)
    except ProviderError as error:
        raise CommandError(str(error)) from None
    return actions.set_provider(council, details, about, by=by, at=timezone.now())


def _connect(provider: Provider, people: dict[str, dict[str, Any]]) -> None:
    """Connect those who have an account; whoever has none becomes a member by signing in."""
    for subject, claims in people.items():
        user = User.objects.filter(email=claims["email"]).first()
        if user and not ProviderLink.objects.filter(provider=provider, user=user).exists():
            who = Visitor(provider.issuer, subject, claims["email"], claims["name"])
            actions.connect_person(provider, who, by=user, at=timezone.now())


def _administrator(council: Organisation) -> User:
    grants = RoleGrant.objects.filter(
        membership__organisation=council, membership__left_at=None, role=Role.ADMINISTRATOR
    )
    grant = grants.select_related("membership__user").order_by("pk").first()
    if grant is None:
        raise CommandError(f"{council} has no administrator.")
    return grant.membership.user
