"""What an organisation may know of its people: what they are called here, and whether they belong elsewhere."""

from django.db.models import Q
from django.db.models.lookups import IRegex

from accounts.models import Membership, MembershipQuerySet, User, shown_name
from documents.characters import search_pattern


def belongs_elsewhere(membership: Membership) -> bool:
    """Tell whether the person is now a member of another organisation too, or is invited there."""
    return _elsewhere(membership).exists()


def known_elsewhere(membership: Membership) -> bool:
    """Tell whether the person has accepted the invitation of another organisation too, and belongs there now."""
    return _elsewhere(membership).accepted().exists()


def called_in(organisation_id: int, user: User) -> str:
    """Return what an organisation may call somebody; whoever never belonged there by the name of their account."""
    own = Membership.objects.filter(organisation=organisation_id, user=user.pk)
    return own.values_list(shown_name(), flat=True).first() or str(user)


def _elsewhere(membership: Membership) -> MembershipQuerySet:
    memberships = Membership.objects.current().filter(user=membership.user_id)
    return memberships.exclude(pk=membership.pk)


def names_with(word: str) -> Q:
    """Return what finds memberships by part of a name, accents or not, or of an address."""
    return Q(IRegex(shown_name(), search_pattern(word))) | Q(user__email__icontains=word)
