"""By which provider somebody came, as their session knows it."""

from typing import Final

from allauth.account.authentication import get_authentication_records
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

METHOD: Final = "organisation"


def provider_of_session(request: HttpRequest, user: AbstractBaseUser) -> int | None:
    """Return the number of the provider that has said in this session who it is; None for none."""
    records = get_authentication_records(request, user)
    came = [record["provider"] for record in records if record.get("method") == METHOD]
    return came[-1] if came else None
