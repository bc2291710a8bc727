"""Whether the address that e-mails come from can be one: asked when the service starts, not when the first mail fails."""

import re
from email.utils import getaddresses

from environs import ValidationError

# A host in a council's own network may have no dot.
ADDRESS = re.compile(r"[!-~]+@[^\s@<>,;:()]+")
HOW = 'write hr@council.example or, with a name, "HR, Housing" <hr@council.example>: a name with a comma needs its quotes'


def is_sender(text: str) -> None:
    """Raise ValidationError where a text is not one address, with or without a name."""
    found = getaddresses([text])
    if len(found) != 1 or "@" in found[0][0] or not ADDRESS.fullmatch(found[0][1]):
        raise ValidationError(HOW)
    name, address = found[0]
    # Words that are no name would be put together with the address: "hr at council" becomes one.
    is_cut = text.count("<") != text.count(">")
    if is_cut or (not name and text.strip().strip("<>") != address):
        raise ValidationError(HOW)
