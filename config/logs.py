"""Keeps what people wrote out of the log, whichever library would print it."""

import logging

# They lay out notes, goals and reviews, and warn of characters and names by printing them.
PRINTERS = ("weasyprint", "fontTools")
NO_GLYPH = ".notdef glyph"
FONTS = "A PDF has characters that no installed font has: install.md names fonts for other scripts."


class WithoutWords(logging.Filter):
    """Lets the warnings of those who lay out documents through without what they are about."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.partition(".")[0] in PRINTERS:
            words = str(record.msg)
            record.msg = FONTS if words.startswith(NO_GLYPH) else words
            # With nothing to fill in, a message stays as the library has it: "Invalid date in %s".
            record.args = None
            record.exc_info = record.exc_text = None
        return True
