from io import StringIO

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command

from accounts.models import AuditEntry, Message, Organisation, User
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def _invite(*arguments: str) -> str:
    out = StringIO()
    call_command("invite", *arguments, stdout=out)
    return out.getvalue()


def test_invite_makes_the_first_organisation_and_its_administrator(
    mailoutbox: list[EmailMessage],
) -> None:
    said = _invite(
        *("ada@council.example", "--name", "Ada", "--organisation", "ambleford"),
        *("--organisation-name", "Ambleford Borough Council"),
        *("--role", "administrator", "--role", "manager"),
    )

    membership = User.objects.get().memberships.get()
    assert membership.organisation.name == "Ambleford Borough Council"
    assert sorted(membership.role_grants.values_list("role", flat=True)) == [
        "administrator",
        "manager",
    ]
    assert said == (
        "Invited ada@council.example to Ambleford Borough Council as administrator, manager."
        " The mail is sent.\n"
    )
    assert [mail.to for mail in mailoutbox] == [["ada@council.example"]]
    assert list(AuditEntry.objects.order_by("pk").values_list("act", flat=True)) == [
        "organisation.created",
        "membership.invited",
    ]


def test_invite_makes_a_manager_unless_told_otherwise() -> None:
    OrganisationFactory(slug="ambleford")

    _invite("ada@council.example", "--name", "Ada", "--organisation", "ambleford")

    assert User.objects.get().memberships.get().role_grants.get().role == "manager"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (
            ["ada@council.example", "--name", "Ada", "--organisation", "elsewhere"],
            "There is no organisation 'elsewhere'. To make it, add --organisation-name NAME.",
        ),
        (
            ["ada", "--name", "Ada", "--organisation", "new", "--organisation-name", "New"],
            "“ada” is not an e-mail address.",
        ),
        (
            ["ada@council.example", "--organisation", "new", "--organisation-name", "New"],
            "A new person needs a name.",
        ),
    ],
)
def test_invite_says_in_a_line_what_is_wrong_and_does_nothing(
    arguments: list[str], message: str, mailoutbox: list[EmailMessage]
) -> None:
    with pytest.raises(CommandError) as refused:
        _invite(*arguments)

    assert str(refused.value) == message
    assert not User.objects.exists()
    assert not Organisation.objects.exists()
    assert mailoutbox == []


def test_invite_keeps_the_place_and_says_so_when_mail_cannot_be_sent(settings) -> None:
    OrganisationFactory(slug="ambleford")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 9

    with pytest.raises(
        CommandError, match=r"could not be sent: The mail server could not be reached"
    ):
        _invite("ada@council.example", "--name", "Ada", "--organisation", "ambleford")

    assert User.objects.get().memberships.count() == 1
    assert Message.objects.get().status == Message.Status.QUEUED
