"""The words of a text with HTML in it, with tags, comments, scripts and styles left out."""

import re
from html import unescape

# Tags as this finds them take a time that grows with the text, whatever it holds; html.parser's does not.
TAG = re.compile(
    r"""<!--|<(?:(?P<silent>script|style)\b|/?[a-z]|[!?])(?:(?:[^<>"']|"[^"<]*"|'[^'<]*')*+>|[^<>]*+>)""",
    re.IGNORECASE,
)
ENDLESS_NUMBER = re.compile(r"&#[0-9]{10,};?")


def plain_words(text: str) -> str:
    """Return what a reader would see of a text with HTML in it, on one line."""
    found, at = [], 0
    while tag := TAG.search(text, at):
        found.append(text[at : tag.start()])
        at = _end_of(tag)
    found.append(text[at:])
    return " ".join(unescape(ENDLESS_NUMBER.sub("", " ".join(found))).split())


def _end_of(tag: re.Match[str]) -> int:
    """Return where words go on: past the tag, past the comment, past the script or style."""
    if tag[0] == "<!--":
        end = tag.string.find("-->", tag.end())
        return len(tag.string) if end < 0 else end + len("-->")
    if not tag["silent"]:
        return tag.end()
    closing = re.compile(f"</{tag['silent']}[^<>]*>", re.IGNORECASE).search(tag.string, tag.end())
    return closing.end() if closing else len(tag.string)
