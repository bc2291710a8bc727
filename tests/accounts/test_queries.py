from datetime import UTC, datetime

from accounts import queries
from accounts.models import Organisation, User
from accounts.permissions import Permission, Role
from tests.factories import MembershipFactory, TeamFactory, UserFactory

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)


def test_user_of_session_brings_along_whether_they_belong(
    manager: User, leaver: User, django_assert_num_queries
) -> None:
    with django_assert_num_queries(2):
        found = [queries.user_of_session(user.pk) for user in (manager, leaver)]
        belong = [user is not None and user.belongs for user in found]

    assert belong == [True, False]
    assert queries.user_of_session(0) is None


def test_belongs_says_the_same_when_asked_alone(manager: User, leaver: User) -> None:
    assert (manager.belongs, leaver.belongs, UserFactory().belongs) == (True, False, False)


def test_current_memberships_are_those_not_left_with_where_they_are(
    organisation: Organisation, django_assert_num_queries
) -> None:
    team = TeamFactory(organisation=organisation)
    first = MembershipFactory(organisation=organisation, team=team)
    user = first.user
    second = MembershipFactory(user=user)
    MembershipFactory(user=user, left_at=NOW)

    with django_assert_num_queries(1):
        memberships = [
            (membership.pk, membership.organisation.name, membership.team and membership.team.name)
            for membership in queries.current_memberships(user)
        ]

    assert memberships == [
        (first.pk, organisation.name, team.name),
        (second.pk, second.organisation.name, None),
    ]


def test_memberships_that_allow_need_the_role(manager: User) -> None:
    MembershipFactory(user=manager, roles=[Role.HR_LEAD])

    allowed = queries.memberships_that_allow(manager, Permission.ANSWER)

    assert list(allowed) == [manager.memberships.order_by("pk")[0]]


def test_two_grants_of_a_role_make_one_membership(organisation: Organisation) -> None:
    membership = MembershipFactory(organisation=organisation, roles=[Role.MANAGER])
    membership.role_grants.create(role=Role.MANAGER, branch=TeamFactory(organisation=organisation))

    allowed = queries.memberships_that_allow(membership.user, Permission.ANSWER)

    assert list(allowed) == [membership]


def test_team_tree_is_one_query_in_the_order_of_a_contents_page(
    organisation: Organisation, django_assert_num_queries
) -> None:
    care = TeamFactory(organisation=organisation, name="Care")
    TeamFactory(organisation=organisation, name="adults")
    east = TeamFactory(organisation=organisation, name="East", parent=care)
    night = TeamFactory(organisation=organisation, name="Night", parent=east)
    TeamFactory(name="Elsewhere")

    with django_assert_num_queries(1):
        tree = queries.team_tree(organisation.pk)

    assert [tree.path(team.pk) for team in tree.teams] == [
        *("adults", "Care", "Care > East", "Care > East > Night"),
    ]
    assert tree.branch(east.pk) == {east.pk, night.pk}
    assert (tree.depth(night.pk), tree.depth(None), tree.height(care.pk)) == (3, 0, 3)
    assert tree.path(None) == ""


def test_user_of_session_brings_along_their_roles(
    manager: User, leaver: User, django_assert_num_queries
) -> None:
    MembershipFactory(user=manager, roles=[Role.ADMINISTRATOR, Role.MANAGER])

    with django_assert_num_queries(2):
        found = [queries.user_of_session(user.pk) for user in (manager, leaver)]
        roles = [user and user.held_roles for user in found]

    assert roles == [{Role.MANAGER, Role.ADMINISTRATOR}, set()]
    assert manager.held_roles == {Role.MANAGER, Role.ADMINISTRATOR}
