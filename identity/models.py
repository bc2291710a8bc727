"""The identity provider of an organisation, and who is who there."""

from urllib.parse import urlsplit

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from identity.claims import MAX_SUBJECT, OBJECT_OF_TENANT, ClaimRules


class Provider(models.Model):
    """Where the people of an organisation sign in with the organisation's own account (OpenID Connect)."""

    SUBJECTS = [
        ("sub", _("The subject (sub), as the standard says")),
        (OBJECT_OF_TENANT, _("The object in its tenant (oid and tid), for Microsoft Entra ID")),
    ]

    organisation = models.OneToOneField(Organisation, models.PROTECT, related_name="provider")
    label = models.CharField(max_length=60)
    issuer = models.CharField(max_length=500)
    client_id = models.CharField(max_length=255)
    # See `encryption`: whoever reads the database has no secret.
    sealed_secret = models.TextField()
    subject_claim = models.CharField(max_length=8, choices=SUBJECTS, default="sub")
    # Addresses count as the person's own though the provider does not say `email_verified`.
    trusts_addresses = models.BooleanField(default=False)
    # Whoever comes with an address of one of these and is not known becomes a member; none: nobody does.
    domains = models.JSONField(default=list, blank=True)
    role_claim = models.CharField(max_length=100, blank=True, default="")
    # The role that a value of that claim stands for.
    roles = models.JSONField(default=dict, blank=True)
    # Whether a second step is asked for here after the provider has said who it is.
    asks_second_step = models.BooleanField(default=False)
    # What it says of itself, so that nobody who signs in waits for it to say so again.
    description = models.JSONField(default=dict, blank=True)
    described_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.label} ({self.organisation})"

    @property
    def origin(self) -> str:
        """Return what a page's policy has to allow forms to lead to."""
        parts = urlsplit(self.description["authorization_endpoint"])
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def reading(self) -> ClaimRules:
        return ClaimRules(self.subject_claim, self.trusts_addresses, self.role_claim, self.roles)


class ProviderLink(models.Model):
    """That somebody at a provider is a person here. By issuer and subject, never by an address, which can change hands."""

    provider = models.ForeignKey(Provider, models.CASCADE, related_name="links")
    user = models.ForeignKey(User, models.PROTECT, related_name="provider_links")
    issuer = models.CharField(max_length=500)
    subject = models.CharField(max_length=MAX_SUBJECT)
    # Made by the service because of an address, and not by the person, who would have shown that both are theirs.
    by_address = models.BooleanField(default=False)
    linked_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["provider", "issuer", "subject"], name="one_person_of_a_subject"
            ),
            models.UniqueConstraint(fields=["provider", "user"], name="one_subject_of_a_person"),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.provider}"
