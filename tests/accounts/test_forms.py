from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.factories import PASSWORD

CHANGE = "/accounts/password/change/"
ClientOf = Callable[[User], Client]


@pytest.mark.parametrize("page", ["account_login", "account_reset_password"])
def test_fields_have_labels_and_no_words_that_vanish(page: str, client: Client, db: None) -> None:
    html = client.get(reverse(page)).content.decode()

    assert "E-mail address" in html
    assert "placeholder" not in html


def test_sign_in_page_states_the_purpose_limits(client: Client, db: None) -> None:
    html = client.get(reverse("account_login")).content.decode()

    assert html.count("must not be used for selection, promotion, pay, redundancy or") == 1
    assert "nobody may require you to hand over your report" in html


def test_sign_in_helps_password_managers(client: Client, db: None) -> None:
    html = client.get(reverse("account_login")).content.decode()

    assert 'autocomplete="username"' in html
    assert 'autocomplete="current-password"' in html


@pytest.mark.parametrize(
    ("old", "new", "again", "error"),
    [
        ("wrong", "plum lantern otter gate", "", "This is not the password you have now."),
        (PASSWORD, "short", "short", "This password is too short."),
        (PASSWORD, "password1234", "", "This password is too common."),
        (PASSWORD, "morgan@council.example", "", "too similar to the e-mail address"),
        (PASSWORD, "plum lantern otter gate", "plum", "You must type the same password"),
    ],
)
def test_change_password_refuses(
    manager: User, client_of: ClientOf, old: str, new: str, again: str, error: str
) -> None:
    refused = client_of(manager).post(
        CHANGE, {"oldpassword": old, "password1": new, "password2": again or new}
    )

    assert refused.status_code == 200
    assert error in refused.content.decode()


def test_change_password_keeps_this_session(manager: User, client_of: ClientOf) -> None:
    client, elsewhere = client_of(manager), client_of(manager)

    new = "plum lantern otter gate"
    done = client.post(
        CHANGE, {"oldpassword": PASSWORD, "password1": new, "password2": new}, follow=True
    )

    assert done.wsgi_request.path == reverse("account")
    assert "Your new password is saved." in done.content.decode()
    assert client.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302
