"""The link of an e-mail, and where it leads for whoever follows it."""

from django.core.mail import EmailMessage
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

PASSWORD_CHOSEN = "plum lantern otter gate"


def path_in(mail: EmailMessage) -> str:
    """Return the path of a mail's link: of the first line of its text that is one."""
    line = next(line for line in str(mail.body).splitlines() if line.startswith("http"))
    return line.removeprefix("http://testserver")


def choose_password(client: Client, path: str) -> HttpResponse:
    """Send the form of a link that asks for a first password."""
    form = client.get(path)
    chosen = {"password1": PASSWORD_CHOSEN, "password2": PASSWORD_CHOSEN}
    return client.post(reverse("account_choose_password"), chosen | {"link": form.context["link"]})
