"""`manage.py invite`: gives a person a membership and roles and mails them; makes the first organisation."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from accounts import actions
from accounts.errors import AccountError
from accounts.models import Organisation
from accounts.permissions import Role


class Command(BaseCommand):
    help = (
        "Invite a person to an organisation by e-mail. Can be run again: roles are added, and the"
        " invitation is sent again."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", metavar="EMAIL")
        parser.add_argument("--name", default="", help="what the person is called; needed once")
        parser.add_argument("--organisation", required=True, metavar="SLUG")
        parser.add_argument(
            "--organisation-name", metavar="NAME", help="makes the organisation if it is new"
        )
        parser.add_argument(
            "--role",
            action="append",
            dest="roles",
            choices=[role.value for role in Role],
            help="may be given several times; manager if left out",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        roles = [Role(role) for role in options["roles"] or [Role.MANAGER]]
        try:
            with transaction.atomic():
                organisation = _organisation(options["organisation"], options["organisation_name"])
                membership = actions.invite_member(
                    options["email"],
                    options["name"],
                    organisation=organisation,
                    roles=roles,
                    by=None,
                    at=timezone.now(),
                )
        except AccountError as error:
            raise CommandError(str(error)) from error
        message = actions.deliver_messages_to(membership)
        if message and message.last_error:
            raise CommandError(
                f"The membership is made, but the mail could not be sent: {message.last_error}"
                " Put EMAIL_URL right; the worker tries again, or run this again."
            )
        held = ", ".join(role.value for role in roles)
        self.stdout.write(
            f"Invited {membership.user.email} to {organisation.name} as {held}. The mail is sent."
        )


def _organisation(slug: str, name: str | None) -> Organisation:
    organisation = Organisation.objects.filter(slug=slug).first()
    if organisation is not None:
        return organisation
    if not name:
        raise AccountError(
            f"There is no organisation {slug!r}. To make it, add --organisation-name NAME."
        )
    return actions.create_organisation(name, slug=slug, by=None, at=timezone.now())
