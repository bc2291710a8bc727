"""People as a file that can be brought in again, and the empty one to begin with: which file, and its rows."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from accounts import queries
from accounts.models import Membership, Organisation, RoleGrant
from accounts.people_file import role_words
from accounts.people_headings import KNOWN
from accounts.queries import Search, TeamTree, grants_of, team_tree
from documents.spec import About, keys_in, listed
from documents.table_files import End, TableFile, known_end
from documents.tables import Rows


def people_file(
    end: End, organisation: Organisation, search: Search, *, within: frozenset[int] | None
) -> TableFile:
    """Return those who are looked for as a file; `within` keeps to the teams of a branch."""
    members = queries.matching_members(organisation.pk, search, within=within)
    return TableFile(
        kind="people",
        about={
            "organisation": organisation.pk,
            "text": search.text,
            "role": search.role,
            "left": int(search.left),
            "team_ids": listed(search.team_ids),
            "within": listed(within),
        },
        end=end,
        words=(organisation.name, _("People")),
        sheets={_("People"): list(people_table(members, team_tree(organisation.pk)))},
    )


def people_file_about(about: About) -> TableFile | None:
    """Return the file that was asked for, of the people as they are now."""
    organisation = queries.organisation(int(str(about["organisation"])))
    if organisation is None:
        return None
    search = Search(
        text=str(about["text"]),
        role=str(about["role"]),
        left=bool(about["left"]),
        team_ids=keys_in(about["team_ids"]),
    )
    end = known_end(str(about["end"]))
    return people_file(end, organisation, search, within=keys_in(about["within"]))


def blank_file(end: End, organisation: Organisation) -> TableFile:
    """Return the file to fill in."""
    tree = team_tree(organisation.pk)
    return TableFile(
        kind="people_blank",
        about={"organisation": organisation.pk},
        end=end,
        words=(organisation.name, _("People to bring in")),
        sheets={
            _("People"): list(template_table(organisation.pk)),
            _("How to fill it in"): list(template_help(tree)),
        },
    )


def blank_file_about(about: About) -> TableFile | None:
    organisation = queries.organisation(int(str(about["organisation"])))
    return blank_file(known_end(str(about["end"])), organisation) if organisation else None


def people_table(members: Iterable[Membership], tree: TeamTree) -> Rows:
    """Return the people as rows below our own headings: brought in again, they change nothing.

    Without those who cannot sign in: a file that names somebody gives them a sign-in.
    """
    people = [one for one in members if one.user.signs_in]
    attributes = sorted({name for one in people for name in one.attributes})
    yield (*KNOWN, *attributes)
    for one in people:
        held = ((grant.role, tree.parts_of(grant.branch_id)) for grant in grants_of(one))
        said = (one.attributes.get(name, "") for name in attributes)
        yield (one.user.email, one.name, tree.path(one.team_id), role_words(held), *said)


def template_table(organisation_id: int) -> Rows:
    """Return the headings alone, with the attributes that are in use."""
    yield (*KNOWN, *sorted(queries.attribute_counts(organisation_id)))


def template_help(tree: TeamTree) -> Rows:
    """Return what may stand in each column, for a second sheet."""
    yield (_("Column"), _("What stands in it"))
    yield ("email", _("The address; people are known by it. It has to be there."))
    yield ("name", _("First and last name. It has to be there for somebody new."))
    yield ("team", _("A path: Care > East > Night team. What is not there yet is made."))
    yield ("roles", _("With a semicolon between them; empty for a new person is manager."))
    for role, words in RoleGrant.ROLES:
        yield ("", f"{role}: {words}")
    yield (
        _("any other"),
        _("An attribute, such as grade or location. Empty cells change nothing."),
    )
    for team in tree.teams:
        yield (_("A team that is there"), tree.path(team.pk))
