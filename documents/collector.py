"""Python's collector of cycles, kept from work in whose middle it is a nuisance: a look through everything takes a tenth of a second and more."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def without_collector() -> Iterator[None]:
    """Have Python look for what it can let go of afterwards; where it looks for nothing anyway, it goes on so."""
    collects = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collects:
            gc.enable()
