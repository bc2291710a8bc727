"""What an organisation says about itself: its name, whom to ask, its logo."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions.log import audit
from accounts.errors import AccountError
from accounts.models import Logo, Organisation, User
from accounts.queries import lock_organisation
from documents.pictures import Picture


@dataclass(frozen=True)
class OrganisationDetails:
    """What is said; `logo` is a new one, and None leaves what there is unless it is taken away."""

    name: str
    contact_name: str
    contact_email: str
    language: str = ""
    logo: Picture | None = None
    removes_logo: bool = False


@transaction.atomic
def change_organisation(
    organisation: Organisation, details: OrganisationDetails, *, by: User | None, at: datetime
) -> Organisation:
    """Set what an organisation says about itself; the log tells what was changed, and of a logo that it was."""
    organisation = lock_organisation(organisation.pk)
    if not details.name:
        raise AccountError(_("An organisation needs a name."))
    wanted = {
        "name": details.name,
        "contact_name": details.contact_name,
        "contact_email": details.contact_email,
        "language": details.language,
        "logo_mark": _set_logo(organisation, details),
    }
    changed = {
        key: [getattr(organisation, key), value]
        for key, value in wanted.items()
        if getattr(organisation, key) != value
    }
    if changed:
        for key, value in wanted.items():
            setattr(organisation, key, value)
        organisation.save(update_fields=list(wanted))
        audit(
            "organisation.changed",
            at=at,
            by=by,
            subject=organisation,
            organisation=organisation,
            changed=changed,
        )
    return organisation


def _set_logo(organisation: Organisation, details: OrganisationDetails) -> str:
    if details.logo is not None:
        picture = details.logo
        values = {"png": picture.png, "width": picture.width, "height": picture.height}
        Logo.objects.update_or_create(organisation=organisation, defaults=values)
        return sha256(picture.png).hexdigest()
    if details.removes_logo:
        Logo.objects.filter(organisation=organisation).delete()
        return ""
    return organisation.logo_mark
