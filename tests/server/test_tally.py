"""What is counted on the hot path is told to Prometheus as its own histograms would."""

from hypothesis import given
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry, Histogram, generate_latest

from server.tally import Distribution

BUCKETS = (0.5, 1, 2.5, 10)
AMOUNTS = st.lists(
    st.tuples(st.sampled_from(["query", "mutation"]), st.sampled_from([0, 0.5, 0.6, 1, 2.5, 3, 99]))
)


@given(amounts=AMOUNTS)
def test_a_distribution_is_told_like_a_histogram(amounts: list[tuple[str, float]]) -> None:
    ours, theirs = CollectorRegistry(), CollectorRegistry()
    distribution = Distribution("took", "How long", "kind", buckets=BUCKETS, registry=ours)
    histogram = Histogram("took", "How long", ["kind"], buckets=BUCKETS, registry=theirs)
    for kind, amount in amounts:
        distribution.labels(kind).observe(amount)
        histogram.labels(kind=kind).observe(amount)
    assert told(ours) == told(theirs)


def told(registry: CollectorRegistry) -> list[str]:
    """All but when each was made, which is the library's own."""
    return [line for line in generate_latest(registry).decode().splitlines() if "_created" not in line]
