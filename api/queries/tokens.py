"""Reads of programs and tokens."""

from uuid import UUID

from django.db.models import QuerySet

from accounts.models import Organisation, User, name_in
from accounts.queries import HeldBeside
from api.models import AccessToken, PersonalToken, Program


def access_token_with(hashed: str) -> AccessToken | None:
    """Return the token of a hash, whether or not it works still, with its program and whom that is for (one query)."""
    tokens = AccessToken.objects.select_related(
        "program__organisation", "program__actor", "program__made_by"
    )
    return tokens.filter(hashed=hashed).first()


def personal_token_with(hashed: str) -> PersonalToken | None:
    """Return the token of a hash, whether or not it works still, with its organisation (one query)."""
    tokens = PersonalToken.objects.select_related("organisation")
    return tokens.filter(hashed=hashed).first()


def program_with(public_id: UUID) -> Program | None:
    return Program.objects.select_related("organisation").filter(public_id=public_id).first()


def programs_of(organisation: Organisation) -> QuerySet[Program]:
    """Return an organisation's programs, the newest first, with who made each (`whose`)."""
    programs = Program.objects.filter(organisation=organisation)
    programs = programs.annotate(whose=name_in("organisation", "made_by"))
    return programs.order_by("-made_at", "-pk")


def personal_tokens_of(person: User) -> QuerySet[PersonalToken]:
    """Return somebody's own tokens, the newest first."""
    tokens = PersonalToken.objects.filter(person=person).select_related("organisation")
    return tokens.order_by("-made_at", "-pk")


def held_tokens(person: User) -> list[HeldBeside]:
    """Return the same for the file of all that is held about them."""
    return [
        HeldBeside(
            "token",
            one.name,
            one.made_at,
            until=one.revoked_at or one.ends_at,
            used_at=one.last_used_at,
            details={"organisation": one.organisation.name, "scopes": one.scopes},
        )
        for one in personal_tokens_of(person)
    ]


def personal_tokens_in(organisation: Organisation) -> QuerySet[PersonalToken]:
    """Return the tokens of an organisation's members that were not revoked, the newest first (`whose`)."""
    tokens = PersonalToken.objects.filter(organisation=organisation, revoked_at=None)
    tokens = tokens.annotate(whose=name_in("organisation", "person"))
    return tokens.order_by("-made_at", "-pk")
