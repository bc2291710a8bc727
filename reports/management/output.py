"""Where a command puts what it was asked for: into a file, or on the screen."""

from pathlib import Path

from django.core.management.base import CommandError, OutputWrapper


def hand_out(content: bytes, *, file: Path | None, screen: OutputWrapper) -> None:
    """Write bytes to a file or, without one, to the screen; raise CommandError where the file cannot be written."""
    if file is None:
        _show(content, screen)
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise CommandError(f"{file} cannot be written: {error.strerror}.") from None


def _show(content: bytes, screen: OutputWrapper) -> None:
    raw = getattr(screen._out, "buffer", None)
    if raw is None:
        screen.write(content.decode("utf-8", "replace"), ending="")
    else:
        raw.write(content)
        raw.flush()
