"""What happens to second steps, to an organisation's provider, and to whoever comes from it."""

from identity.actions.arriving import (
    ConnectedError,
    NotHereError,
    connect_invited,
    connect_person,
    disconnect_person,
    let_in,
)
from identity.actions.erasing import erase_provider_links, erase_second_steps
from identity.actions.providers import (
    LostSecretError,
    ProviderDetails,
    callback_of,
    client_of,
    come_back,
    remove_provider,
    renew_description,
    set_provider,
    try_provider,
)
from identity.actions.second_step import change_sign_in_rule, remove_second_step

__all__ = [
    "ConnectedError",
    "LostSecretError",
    "NotHereError",
    "ProviderDetails",
    "callback_of",
    "change_sign_in_rule",
    "client_of",
    "come_back",
    "connect_invited",
    "connect_person",
    "disconnect_person",
    "erase_provider_links",
    "erase_second_steps",
    "let_in",
    "remove_provider",
    "remove_second_step",
    "renew_description",
    "set_provider",
    "try_provider",
]
