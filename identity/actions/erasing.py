"""What goes of signing in when a person is erased."""

from collections import Counter

from allauth.mfa.models import Authenticator

from accounts.actions import Erasure
from identity.models import ProviderLink


def erase_second_steps(erasure: Erasure) -> Counter[str]:
    """Erase the second steps of an account that goes with its last membership."""
    steps = Authenticator.objects.filter(user=erasure.user)
    return Counter(steps.delete()[1]) if erasure.takes_account else Counter()


def erase_provider_links(erasure: Erasure) -> Counter[str]:
    """Erase who they are at the providers of the organisations that they are erased from."""
    links = ProviderLink.objects.filter(user=erasure.user)
    if not erasure.takes_account:
        links = links.filter(provider__organisation__in=erasure.organisations)
    return Counter(links.delete()[1])
