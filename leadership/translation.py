"""How modules that know no Django mark and translate words for people.

A fixed word is marked by `gettext_noop` where it is written and translated by whoever shows it. A sentence
that is put together is translated on the spot by `gettext`, through what the project installs at its start.
"""

from collections.abc import Callable


def gettext_noop(message: str) -> str:
    """Mark a word for the translators and return it as it is."""
    return message


_translate: Callable[[str], str] = gettext_noop


def gettext(message: str) -> str:
    """Return a message in the language of whoever reads it."""
    return _translate(message)


def install(translate: Callable[[str], str]) -> None:
    """Let messages be translated by this function from now on."""
    global _translate  # noqa: PLW0603 - set once, when the project starts
    _translate = translate
