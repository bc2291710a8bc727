"""How modules that know no Django mark and translate words for people.

A fixed word is marked by `gettext_noop` where it is written and translated by whoever shows it. A sentence
that is put together is translated on the spot by `gettext`, through what the project installs at its start.
"""

from collections.abc import Callable


def gettext_noop(message: str) -> str:
    """Mark a word for the translators and return it as it is."""
    return message


def _one_or_many(one: str, many: str, number: int) -> str:
    return one if number == 1 else many


_translate: Callable[[str], str] = gettext_noop
_translate_number: Callable[[str, str, int], str] = _one_or_many


def gettext(message: str) -> str:
    """Return a message in the language of whoever reads it."""
    return _translate(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Return a message in the form that a number asks for: Welsh has six."""
    return _translate_number(one, many, number)


def install(translate: Callable[[str], str], number: Callable[[str, str, int], str]) -> None:
    """Let messages be translated by these functions from now on."""
    global _translate, _translate_number
    _translate, _translate_number = translate, number
