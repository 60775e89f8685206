"""What is counted, named by Prometheus conventions; no label takes a value that a caller chooses freely."""

from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector

from server.tally import Distribution

REGISTRY: Final = CollectorRegistry()
ProcessCollector(registry=REGISTRY)

# From one cached read to the time limit of an operation.
SECONDS: Final = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
# Up to the most that one query may cost.
POINTS: Final = (0, 1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000)
# A job may sleep on somebody else's line; it is cut at a minute.
JOB_SECONDS_BUCKETS: Final = (0.005, 0.025, 0.1, 0.5, 1, 5, 15, 60)

REQUESTS: Final = Counter(
    "rastup_requests_total", "HTTP requests by route and status", ["route", "status"], registry=REGISTRY
)
REQUEST_SECONDS: Final = Distribution(
    "rastup_request_seconds",
    "From the head of a request to the head of its answer",
    "route",
    buckets=SECONDS,
    registry=REGISTRY,
)
OPERATIONS: Final = Distribution(
    "rastup_operation_seconds",
    "GraphQL operations by kind, on HTTP and on sockets",
    "kind",
    buckets=SECONDS,
    registry=REGISTRY,
)
EXECUTED: Final = Counter(
    "rastup_executions_total",
    "Operations by the executor that answered them",
    ["executor"],
    registry=REGISTRY,
)
COST: Final = Distribution(
    "rastup_operation_cost_points",
    "What operations were charged, by kind",
    "kind",
    buckets=POINTS,
    registry=REGISTRY,
)
REFUSALS: Final = Counter(
    "rastup_refusals_total", "Refusals by code of the catalogue", ["code"], registry=REGISTRY
)
SOCKETS: Final = Gauge("rastup_sockets", "Open sockets", registry=REGISTRY)
SOCKETS_ENDED: Final = Counter(
    "rastup_sockets_ended_total", "Sockets that this side ended, by close code", ["code"], registry=REGISTRY
)
MESSAGES: Final = Counter(
    "rastup_socket_messages_total", "Messages on sockets by direction", ["direction"], registry=REGISTRY
)
MESSAGES_SENT: Final = MESSAGES.labels(direction="out")
FOLLOWERS: Final = Gauge("rastup_followers", "Followers of live topics", registry=REGISTRY)
TOPICS: Final = Gauge("rastup_followed_topics", "Live topics with at least one follower", registry=REGISTRY)
FOLLOWERS_CUT: Final = Counter(
    "rastup_followers_cut_total", "Followers cut for not reading", registry=REGISTRY
)
PAYLOADS: Final = Counter(
    "rastup_live_payloads_total",
    "Answers made for live events, however many followers each went to",
    registry=REGISTRY,
)
JOBS: Final = Counter(
    "rastup_jobs_total", "Jobs run by kind and outcome", ["kind", "outcome"], registry=REGISTRY
)
JOB_SECONDS: Final = Histogram(
    "rastup_job_seconds",
    "How long jobs ran, by kind",
    ["kind"],
    buckets=JOB_SECONDS_BUCKETS,
    registry=REGISTRY,
)
QUEUE: Final = Gauge("rastup_queue", "Jobs and timers waiting, overdue or dead", ["state"], registry=REGISTRY)
QUEUE_LAG: Final = Gauge(
    "rastup_queue_lag_seconds", "How long the most overdue job has been waiting", registry=REGISTRY
)
POOL: Final = Gauge(
    "rastup_pool_connections", "Database connections of this process by state", ["state"], registry=REGISTRY
)
POOL_MOST: Final = Gauge(
    "rastup_pool_connections_most", "Database connections this process may open", registry=REGISTRY
)
DOCUMENTS: Final = Gauge("rastup_documents_kept", "Parsed and validated documents kept", registry=REGISTRY)
DOCUMENT_BYTES: Final = Gauge(
    "rastup_documents_kept_bytes", "Memory those documents are taken to need", registry=REGISTRY
)
DATABASE_UP: Final = Gauge(
    "rastup_database_up", "1 when the database answered while these figures were made", registry=REGISTRY
)
