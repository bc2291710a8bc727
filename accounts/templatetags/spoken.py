"""Words that are in another language than their page, such as those of a question bank that has no translation."""

from django import template
from django.utils.safestring import SafeString

from accounts.languages import spoken as attributes_of

register = template.Library()


@register.simple_tag
def spoken(language: str) -> SafeString:
    """Return the attributes of an element whose words are in a language; empty where the page is in it too."""
    return attributes_of(language)
