"""A request whose user is known to be signed in, for the types of views."""

from django.http import HttpRequest

from accounts.models import User


class MemberRequest(HttpRequest):
    user: User
