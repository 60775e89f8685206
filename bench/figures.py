"""Figures, their medians, and whether they reach what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass, fields
from math import isinf
from statistics import median
from typing import Final, Self

# Of the floor, by workload: what the server is to reach.
RATIOS: Final = {"inbox": 0.8, "thread": 0.8, "search": 0.8, "booking": 0.8, "send": 0.7, "fan-out": 0.8}


@dataclass(frozen=True)
class Side:
    """What one contestant did in one round, or in the median of some. Of live events: deliveries."""

    requests_per_s: float
    p50_ms: float
    p95_ms: float
    # Seconds of processor for a thousand: of the process itself, and of PostgreSQL for it.
    own_cpu_s: float
    database_cpu_s: float
    memory_mb: float

    @classmethod
    def median(cls, rounds: Sequence[Self]) -> Self:
        return cls(*(median(getattr(one, field.name) for one in rounds) for field in fields(cls)))


@dataclass(frozen=True)
class Compared:
    """One workload, server against floor."""

    name: str
    server: Side
    floor: Side

    @property
    def ratio(self) -> float:
        return self.server.requests_per_s / self.floor.requests_per_s if self.floor.requests_per_s else 0

    @property
    def target(self) -> float:
        return RATIOS[self.name]

    @property
    def met(self) -> bool:
        return self.ratio >= self.target


@dataclass(frozen=True)
class Single:
    """One figure of the server alone, and the most that it may be."""

    name: str
    value: float
    unit: str
    most: float

    @property
    def met(self) -> bool:
        return self.value <= self.most

    @property
    def said(self) -> str:
        return "some never came" if isinf(self.value) else f"{self.value:,.1f} {self.unit}"


@dataclass(frozen=True)
class Report:
    """Everything that one run found."""

    compared: Sequence[Compared]
    singles: Sequence[Single]
    # Workloads that could not be measured: somebody's answer was wrong.
    failed: Sequence[str] = ()

    @property
    def met(self) -> bool:
        return (
            not self.failed and all(one.met for one in self.compared) and all(one.met for one in self.singles)
        )
