"""Sign-in without the sign-in page, whose slow password hash is not what is measured."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.test import Client


def sign_in(user: AbstractBaseUser) -> str:
    """Return the value of the session cookie of a person who has just signed in."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
