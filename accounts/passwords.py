"""What is no password here: what a program guesses quickly, and what is made of who and where somebody is."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from zxcvbn import zxcvbn

from accounts import queries
from accounts.models import User

# Of zxcvbn's 0 to 4: more than ten thousand million guesses.
STRONG = 4
# What it reads; more than that cannot make a password weaker.
MOST_READ = 72
# A part of a name that is shorter is in too many words.
SHORTEST_WORD = 4
# How much there has to be beside the words that anybody would try for this person.
LEAST_OF_ONES_OWN = 8


class StrengthValidator:
    """Asks how quickly a password would be guessed by somebody who knows common ones and the person's names."""

    def validate(self, password: str, user: User | None = None) -> None:
        words = context_words(user)
        strength = zxcvbn(password[:MOST_READ], user_inputs=sorted(words))["score"]
        if strength < STRONG or _is_little_more_than(words, password):
            raise ValidationError(
                _(
                    "This password is too easy to guess. Take three or four words that have nothing to do"
                    " with each other, and none of your name, your council or this service."
                ),
                code="password_too_easy",
            )

    def get_help_text(self) -> str:
        return _("Your password cannot be one that is easy to guess.")


def context_words(user: User | None) -> frozenset[str]:
    """Return the words that anybody would try first: of the service, the person and their organisations."""
    said = [settings.PRODUCT_NAME, "leadership"]
    if user is not None and user.pk:
        said += [user.name, user.email]
        for membership in queries.current_memberships(user):
            said += [membership.organisation.name, membership.organisation.slug]
    found = {word for text in said for word in re.findall(r"\w+", text.casefold())}
    return frozenset(word for word in found if len(word) >= SHORTEST_WORD)


def _is_little_more_than(words: Iterable[str], password: str) -> bool:
    """Tell whether a password is such words with something short around them, such as a year and a mark."""
    said = password.casefold()
    left = said
    for word in sorted(words, key=len, reverse=True):
        left = left.replace(word, "")
    own = re.sub(r"(?:\d|\W|_)+", " ", left).strip()
    return left != said and len(own) < LEAST_OF_ONES_OWN
