"""Fixed-point shares of a score, so that the parts of an explanation add up to it exactly."""

from typing import Final

# Sixteen binary places: such a number has at most sixteen decimals, so both a client that sums the
# parts as binary floats and one that sums them as decimals arrive at the score to the last digit.
ONE: Final = 1 << 16
MILLE: Final = 1000
HALF: Final = MILLE // 2


def share(value: float) -> int:
    """A signal between 0 and 1 in fixed point; what lies outside is cut off."""
    if value <= 0.0:
        return 0
    return ONE if value >= 1.0 else round(value * ONE)


def weighed(signal: int, weight_milli: int) -> int:
    """The part of the score that a signal earns at a weight given in thousandths."""
    return (signal * weight_milli + HALF) // MILLE


def shown(units: int) -> float:
    """The same number for the outside; exact, because 2**16 divides it."""
    return units / ONE
