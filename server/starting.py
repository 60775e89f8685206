"""What a process makes when it starts lives as long as it does: no looking through it for garbage."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

# New objects that there may be before they are looked through for garbage. By default it is 700, which a few
# requests at once make in every turn of the loop, and all of them are in use.
NEW_MOST: Final = 3_000
# Looks at what is new before one at all that came since the start. Requests leave no circles behind, but each
# socket does, of 12 KB: those of a few hundred are not to wait for thousands.
YOUNG_LOOKS, ALL_LOOKS = 5, 2


@contextmanager
def unwatched() -> Iterator[None]:
    """Nobody looks for garbage meanwhile: a quarter of a second less to start."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def begin() -> None:
    """The same for a process that goes on until `keep`."""
    gc.disable()


def keep() -> None:
    """Take everything that is there now out of later looks for garbage, the schema above all: each would take
    a third of a second, in which nobody is answered.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_MOST, YOUNG_LOOKS, ALL_LOOKS)
    gc.enable()
