"""What Entra ID and Okta send, in the forms that their documentation shows, about people who do not exist."""

from typing import Any

USER = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"
PATCH = "urn:ietf:params:scim:api:messages:2.0:PatchOp"


def entra_person(name: str = "ada", **said: Any) -> dict[str, Any]:
    """Entra's POST with its usual mappings: more than is taken here, roles empty, a manager as a bare id."""
    return {
        "schemas": [USER, ENTERPRISE],
        "externalId": f"7f3c-{name}",
        "userName": f"{name.title()}.Byron@Council.example",
        "active": True,
        "displayName": f"Byron, {name.title()} (Adults)",
        "emails": [{"primary": True, "type": "work", "value": f"{name}.byron@council.example"}],
        "meta": {"resourceType": "User"},
        "name": {
            "formatted": f"{name.title()} Byron",
            "familyName": "Byron",
            "givenName": name.title(),
        },
        "title": "Team manager",
        "phoneNumbers": [{"type": "mobile", "value": "07700 900123"}],
        "preferredLanguage": "en-GB",
        "roles": [],
        ENTERPRISE: {
            "department": "Adults",
            "employeeNumber": "1815",
            "manager": "5d1a2f0c-0000-4000-8000-1f0000000001",
        },
    } | said


def okta_person(name: str = "bo", **said: Any) -> dict[str, Any]:
    """Okta's POST: one schema, a password that nobody here wants, its own ids."""
    return {
        "schemas": [USER],
        "userName": f"{name}.hart@council.example",
        "name": {"givenName": name.title(), "familyName": "Hart"},
        "emails": [{"primary": True, "value": f"{name}.hart@council.example", "type": "work"}],
        "displayName": f"{name.title()} Hart",
        "locale": "en-GB",
        "externalId": f"00u-{name}",
        "groups": [],
        "password": "1mz050nq",
        "active": True,
    } | said


def entra_group(name: str = "Leaders", **said: Any) -> dict[str, Any]:
    """Entra's POST of a group: empty, its members follow by PATCH."""
    return {
        "schemas": [
            GROUP,
            "http://schemas.microsoft.com/2006/11/ResourceManagement/ADSCIM/2.0/Group",
        ],
        "externalId": f"8aa1-{name}",
        "displayName": name,
        "meta": {"resourceType": "Group"},
    } | said
