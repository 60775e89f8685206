"""Choices that a seed makes, the same ones every time."""

import random
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Chance:
    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, most: int) -> int:
        return int(self._random.random() * most)

    def one_in(self, number: int) -> bool:
        return self.below(number) == 0

    def pick(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def early(self, choices: Sequence[T]) -> T:
        """Mostly one of the first."""
        return self.pick(choices[: 1 + self.below(len(choices))])
