"""Words that are in another language than their page, such as those of a question bank that has no translation."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from accounts.languages import spoken as attributes_of

register = template.Library()


@register.simple_tag
def spoken(language: str) -> SafeString:
    """Return the attributes of an element whose words are in a language; empty where the page is in it too."""
    return attributes_of(language)


@register.filter
def said(words: str) -> str:
    """Return words that know their language (`Worded`) in an element that says it, where the page is in another."""
    attributes = attributes_of(getattr(words, "language", ""))
    return format_html("<span{}>{}</span>", attributes, words) if attributes else words
