"""Reads of what a directory has brought in; all public names here but those of `filters`."""

from provisioning.queries.directory import (
    groups_of,
    members_of_groups,
    people_in_groups,
    people_of,
    said_by_directory,
    token_with,
    tokens_of,
    with_groups,
)

__all__ = [
    "groups_of",
    "members_of_groups",
    "people_in_groups",
    "people_of",
    "said_by_directory",
    "token_with",
    "tokens_of",
    "with_groups",
]
