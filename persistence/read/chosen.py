"""What is asked for of a model."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Chosen:
    """One entry of a selection: its response key, the field, what is chosen below, who finishes it."""

    key: str
    name: str
    below: tuple["Chosen", ...] = ()
    # Number of the finishing function, for fields that Python finishes.
    slot: int = 0
