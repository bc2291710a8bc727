"""What this service keeps of a directory's people and groups, in the terms of SCIM (RFC 7643).

What is not declared here is never taken: it is passed over as it arrives, whoever sends it. What is declared is what
`/Schemas` publishes.
"""

from typing import Annotated, Any, Final

from pydantic import Field
from scim2_models import (
    URN,
    AnyExtension,
    AuthenticationScheme,
    Bulk,
    CaseExact,
    ChangePassword,
    ComplexAttribute,
    ETag,
    Extension,
    Filter,
    Group,
    Mutability,
    Patch,
    Reference,
    Required,
    Resource,
    ResourceType,
    Schema,
    ScimPolicy,
    ServiceProviderConfig,
    Sort,
    Uniqueness,
    User,
)

MOST_RESULTS: Final = 200
USER: Final = "urn:ietf:params:scim:schemas:core:2.0:User"
GROUP: Final = "urn:ietf:params:scim:schemas:core:2.0:Group"
ENTERPRISE: Final = "urn:ietf:params:scim:schemas:extension:enterprise:2.0:User"

# What Entra and Okta send beside the standard: more attributes than are declared, members to be removed by a value,
# and a work address written where there is none yet.
POLICY: Final = ScimPolicy(
    unknown=ScimPolicy.Unknown.ignore,
    remove_value_as_filter=ScimPolicy.RemoveValue.apply,
    unmatched_path_filter=ScimPolicy.UnmatchedPathFilter.create,
)


class PersonName(ComplexAttribute):
    formatted: str | None = None
    given_name: str | None = None
    family_name: str | None = None


class PersonEmail(ComplexAttribute):
    value: str | None = None
    type: str | None = Field(None, examples=["work", "home", "other"])
    primary: bool | None = None


class GroupOfPerson(ComplexAttribute):
    value: Annotated[str | None, Mutability.read_only, CaseExact.true] = None
    ref: Annotated[Reference[Group] | None, Mutability.read_only] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )
    display: Annotated[str | None, Mutability.read_only] = None


class ScimUser(Resource[AnyExtension]):
    """A person whom the directory has brought in."""

    __schema__ = URN(USER)

    user_name: Annotated[str | None, Uniqueness.server, Required.true] = None
    name: PersonName | None = None
    display_name: str | None = None
    title: str | None = None
    active: bool | None = None
    emails: list[PersonEmail] | None = None
    groups: Annotated[list[GroupOfPerson] | None, Mutability.read_only] = None


class ScimEnterprise(Extension):
    """Where in the organisation a person works."""

    __schema__ = URN(ENTERPRISE)

    department: str | None = None
    division: str | None = None


class PersonOfGroup(ComplexAttribute):
    value: Annotated[str | None, Mutability.immutable, CaseExact.true] = None
    ref: Annotated[Reference[User[Any]] | None, Mutability.immutable] = Field(
        None, serialization_alias="$ref", validation_alias="$ref"
    )


class ScimGroup(Resource[Any]):
    """A group of the directory, with those of its people who are known here."""

    __schema__ = URN(GROUP)

    display_name: Annotated[str | None, Required.true] = None
    members: list[PersonOfGroup] | None = None


ScimPerson = ScimUser[ScimEnterprise]


def schemas() -> list[Schema]:
    """Return what `/Schemas` publishes, under the names of the standard."""
    person, enterprise, group = (
        model.to_schema() for model in (ScimUser, ScimEnterprise, ScimGroup)
    )
    person.name, enterprise.name, group.name = "User", "EnterpriseUser", "Group"
    # Nobody is kept without an address and a state. Where a directory leaves them out, `bodies` says what is meant;
    # said in the model, its removal of a mailbox would be refused.
    for attribute in person.attributes or []:
        if attribute.name in {"emails", "active"}:
            attribute.required = Required.true
        for part in attribute.sub_attributes or []:
            if (attribute.name, part.name) == ("emails", "value"):
                part.required = Required.true
    return [person, enterprise, group]


def resource_types() -> list[ResourceType]:
    said: list[dict[str, Any]] = [
        {
            "id": "User",
            "endpoint": "/Users",
            "description": "People",
            "schema": USER,
            "schemaExtensions": [{"schema": ENTERPRISE, "required": False}],
        },
        {"id": "Group", "endpoint": "/Groups", "description": "Groups", "schema": GROUP},
    ]
    return [ResourceType.model_validate(one | {"name": one["id"]}) for one in said]


def configuration() -> ServiceProviderConfig:
    return ServiceProviderConfig(
        patch=Patch(supported=True),
        bulk=Bulk(supported=False, max_operations=0, max_payload_size=0),
        filter=Filter(supported=True, max_results=MOST_RESULTS),
        change_password=ChangePassword(supported=False),
        sort=Sort(supported=False),
        etag=ETag(supported=True),
        authentication_schemes=[
            AuthenticationScheme(
                type=AuthenticationScheme.Type.oauthbearertoken,
                name="Bearer token",
                description="A token that an administrator makes under People, Directory.",
                primary=True,
            )
        ],
    )
