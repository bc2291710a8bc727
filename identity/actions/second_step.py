"""What happens to second steps beside what allauth does: an organisation's rule, and taking one away from somebody."""

from datetime import datetime

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.actions import audit, queue_message
from accounts.actions.session_rounds import end_sessions_of
from accounts.errors import AccountError
from accounts.models import Membership, Organisation, User
from accounts.permissions import roles_of_bits
from accounts.queries import belongs_elsewhere, lock_organisation


@transaction.atomic
def change_sign_in_rule(organisation: Organisation, bits: int, *, by: User, at: datetime) -> None:
    """Set which roles need a second step, from the next page that one of them opens."""
    organisation = lock_organisation(organisation.pk)
    was = organisation.second_step_roles
    if was == bits:
        return
    organisation.second_step_roles = bits
    organisation.save(update_fields=["second_step_roles"])
    audit(
        "organisation.sign_in_changed",
        at=at,
        by=by,
        subject=organisation,
        organisation=organisation,
        changed={"second_step": [sorted(roles_of_bits(was)), sorted(roles_of_bits(bits))]},
    )


@transaction.atomic
def remove_second_step(membership: Membership, *, by: User | None, at: datetime) -> None:
    """Take somebody's second steps away, for one who has lost their phone, and sign them out; they are told by e-mail.

    Their password stays, so this alone lets nobody in. Not of somebody who belongs to another organisation
    as well: that one may have asked for it.
    """
    person = User.objects.select_for_update().get(pk=membership.user_id)
    if by is not None and belongs_elsewhere(membership):
        raise AccountError(
            _("They belong to another organisation too. Ask whoever runs the service to do this.")
        )
    steps = Authenticator.objects.filter(user=person)
    if not steps.exists():
        raise AccountError(_("They have no second step."))
    steps.delete()
    # Whoever has found the phone may be signed in on it.
    end_sessions_of([person.pk])
    queue_message(
        to=membership,
        kind="second_step_removed",
        key=f"second_step_removed:{person.pk}:{at:%Y-%m-%dT%H:%M}",
        template="identity/email/second_step_removed",
        at=at,
    )
    audit(
        "membership.second_step_removed",
        at=at,
        by=by,
        subject=membership,
        organisation=membership.organisation,
    )
