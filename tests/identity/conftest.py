"""A real OpenID provider, and the organisation whose it is."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from accounts.models import Organisation, User
from identity import actions
from identity.models import Provider
from tests.oidc_provider import CLIENT, RealProvider, real_provider

AT = datetime(2026, 11, 20, 9, tzinfo=UTC)


@pytest.fixture(scope="session")
def there(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealProvider]:
    with real_provider("http://testserver", tmp_path_factory.mktemp("provider")) as running:
        yield running


@pytest.fixture
def set_provider(
    there: RealProvider, organisation: Organisation, administrator: User, settings: Any
) -> Callable[..., Provider]:
    """Return what sets the organisation's provider, with what a test says of it."""
    settings.ALLOW_INTERNAL_PROVIDERS = True

    def set_it(**said: Any) -> Provider:
        details: dict[str, Any] = {
            "label": "Ambleford account",
            "issuer": there.issuer,
            "subject_claim": "sub",
            "trusts_addresses": False,
            "domains": (),
            "role_claim": "",
            "roles": {},
            "asks_second_step": False,
            **CLIENT,
        }
        about = actions.try_provider(organisation, there.issuer, **CLIENT)
        return actions.set_provider(
            organisation,
            actions.ProviderDetails(**{**details, **said}),
            about,
            by=administrator,
            at=AT,
        )

    return set_it
