"""What is counted, named by Prometheus conventions; no label takes a value that a caller chooses freely."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

REGISTRY: Final = CollectorRegistry()
REQUESTS: Final = Counter(
    "rastup_requests_total", "HTTP requests by route and status", ["route", "status"], registry=REGISTRY
)
OPERATIONS: Final = Histogram(
    "rastup_operation_seconds", "GraphQL operations by kind", ["kind"], registry=REGISTRY
)
REFUSALS: Final = Counter("rastup_refusals_total", "Refusals by code", ["code"], registry=REGISTRY)
SOCKETS: Final = Gauge("rastup_sockets", "Open sockets", registry=REGISTRY)
FOLLOWERS: Final = Gauge("rastup_followers", "Followers of live topics", registry=REGISTRY)
JOBS: Final = Counter(
    "rastup_jobs_total", "Jobs run by kind and outcome", ["kind", "outcome"], registry=REGISTRY
)
QUEUE: Final = Gauge("rastup_queue", "Jobs and timers waiting, overdue or dead", ["state"], registry=REGISTRY)
