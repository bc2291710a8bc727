"""Where pages of accounts offer single sign-on, of which accounts itself knows nothing."""

from django import template

from accounts.models import Organisation, User
from identity import queries

register = template.Library()


@register.inclusion_tag("identity/_on_offer.html", takes_context=True)
def sign_in_with_organisation(context: dict[str, object]) -> dict[str, object]:
    """Name the organisations whose people can sign in with its account, if these are few."""
    return {"providers": queries.providers_on_offer(), "next": context.get("redirect_field_value")}


@register.inclusion_tag("identity/_in_answer.html", takes_context=True)
def sign_in_in_answer(
    context: dict[str, object], organisation: Organisation, link: str
) -> dict[str, object]:
    """Offer whoever is invited to sign in with the organisation's account in place of choosing a password."""
    provider = queries.provider_of(organisation)
    return {"provider": provider, "link": link, "csrf_token": context.get("csrf_token")}


@register.inclusion_tag("identity/_own_providers.html", takes_context=True)
def own_providers(context: dict[str, object], user: User) -> dict[str, object]:
    """Say to which of their organisations' accounts somebody is connected."""
    return {"providers": queries.providers_for(user), "csrf_token": context.get("csrf_token")}
