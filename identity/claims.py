"""What a provider's claims say of a person: who it is for good, their address, their roles. Knows no Django."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from accounts.permissions import Role

Claims = Mapping[str, object]

OBJECT_OF_TENANT = "oid_tid"
MAX_SUBJECT = 255


class ClaimError(ValueError):
    """A claim without which nobody can be told from others."""


@dataclass(frozen=True)
class ClaimRules:
    """How an organisation has its provider's claims read."""

    subject_claim: str
    trusts_addresses: bool
    role_claim: str
    roles: Mapping[str, str]


@dataclass(frozen=True)
class Visitor:
    """Whoever came from a provider. `roles` is None where it says nothing of roles: then they stay."""

    issuer: str
    subject: str
    address: str
    name: str
    roles: frozenset[Role] | None = None


def read_claims(claims: Claims, reading: ClaimRules) -> Visitor:
    """Read checked claims; an address that nobody vouches for is left out."""
    address = claims.get("email")
    vouched = reading.trusts_addresses or claims.get("email_verified") is True
    name = claims.get("name")
    return Visitor(
        issuer=str(claims["iss"]),
        subject=_subject(claims, reading.subject_claim),
        address=address.strip().lower() if isinstance(address, str) and vouched else "",
        name=" ".join(name.split()) if isinstance(name, str) else "",
        roles=_roles(claims, reading),
    )


def _subject(claims: Claims, claim: str) -> str:
    names = ("tid", "oid") if claim == OBJECT_OF_TENANT else ("sub",)
    parts = [claims.get(name) for name in names]
    if not all(isinstance(part, str) and part for part in parts):
        raise ClaimError(" and ".join(names))
    subject = ":".join(map(str, parts))
    if len(subject) > MAX_SUBJECT:
        raise ClaimError(" and ".join(names))
    return subject


def _roles(claims: Claims, reading: ClaimRules) -> frozenset[Role] | None:
    values = _find(claims, reading.role_claim) if reading.role_claim else None
    if isinstance(values, str):
        values = [values]
    # Of a claim that is left out nothing follows: over 200 groups Entra sends none but a pointer to them.
    if not isinstance(values, list):
        return None
    return frozenset(_mapped(values, reading.roles))


def _mapped(values: Iterable[object], roles: Mapping[str, str]) -> Iterable[Role]:
    return (Role(roles[value]) for value in values if isinstance(value, str) and value in roles)


def _find(claims: Claims, name: str) -> object:
    """Return a claim by its name, or by the path to it, such as Keycloak's realm_access.roles."""
    if name in claims:
        return claims[name]
    found: object = claims
    for part in name.split("."):
        found = found.get(part) if isinstance(found, Mapping) else None
    return found
