"""What becomes of campaigns where an attribute is renamed or removed that results are to be shown by."""

from django.utils.translation import gettext as _

from accounts.actions import AttributeInUseError
from accounts.models import Organisation
from assessments.models import Campaign


def follow_attribute(organisation: Organisation, name: str, becomes: str) -> None:
    """Follow an attribute to its new name; none means that it goes. Raises AttributeInUseError.

    Campaigns with results keep the name under which those were published.
    """
    campaigns = Campaign.objects.filter(
        organisation=organisation, breakdown=name, published_at=None
    )
    if becomes:
        campaigns.update(breakdown=becomes)
        return
    if waiting := campaigns.order_by("pk").first():
        said = _("Results of “%(campaign)s” are to be shown by this attribute. It can be removed once they are published.")  # fmt: skip
        raise AttributeInUseError(said % {"campaign": waiting.name})
