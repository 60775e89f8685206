"""Distributions that every request adds to: plain numbers, given to Prometheus when it asks.

The library's own histogram takes two locks and walks its buckets for each observation; these are added to
by the event loop alone.
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

from prometheus_client import CollectorRegistry
from prometheus_client.core import HistogramMetricFamily
from prometheus_client.registry import Collector
from prometheus_client.utils import floatToGoString


class Observed:
    """The observations of one choice of labels."""

    __slots__ = ("_bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self._bounds = bounds
        self.counts = [0] * len(bounds)
        self.total = 0.0

    def observe(self, amount: float) -> None:
        self.counts[bisect_left(self._bounds, amount)] += 1
        self.total += amount


class Distribution(Collector):
    """A histogram by one label."""

    def __init__(
        self, name: str, text: str, label: str, *, buckets: Sequence[float], registry: CollectorRegistry
    ) -> None:
        self._name, self._text, self._label = name, text, label
        self._bounds = (*map(float, buckets), float("inf"))
        self._observed: dict[str, Observed] = {}
        registry.register(self)

    def labels(self, value: str) -> Observed:
        return self._observed.setdefault(value, Observed(self._bounds))

    def describe(self) -> Iterator[HistogramMetricFamily]:
        yield HistogramMetricFamily(self._name, self._text, labels=[self._label])

    def collect(self) -> Iterator[HistogramMetricFamily]:
        [family] = self.describe()
        for value, observed in self._observed.items():
            names = map(floatToGoString, self._bounds)
            buckets = list(zip(names, accumulate(observed.counts), strict=True))
            family.add_metric([value], buckets, observed.total)
        yield family
