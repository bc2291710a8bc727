"""Texts of people in files that other programs open."""

# A spreadsheet takes a text that begins with one of these for a formula: the last as one over several cells.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "{=")


def unsafe(text: str) -> str:
    """Return a text as it was before it was made safe, for what we read back."""
    return text[1:] if text.startswith("'") and text[1:].startswith(FORMULA_STARTS) else text


def safe(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text
