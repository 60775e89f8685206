"""Settings, read once from the environment. Production refuses to start on a development secret."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from domain.viewer import ROLES
from integrations.s3_files import Bucket

DEVELOPMENT_SECRET: Final = "development-only"  # noqa: S105 - refused in production


@dataclass(frozen=True)
class IssuerSettings:
    """An OIDC issuer whose tokens are believed. `roles` maps its groups to ours as `theirs=ours,…`."""

    issuer: str
    audience: str
    jwks_url: str
    groups_claim: str = "groups"
    roles: Mapping[str, str] = field(default_factory=dict)
    may_grant_admin: bool = False


@dataclass(frozen=True)
class Settings:
    """How this process runs; docs/settings.md lists every variable."""

    environment: str
    database_url: str
    secret: str
    public_url: str = "http://127.0.0.1:8000"
    live_url: str | None = None
    data_dir: Path = Path(".data")
    bucket: Bucket = field(default_factory=lambda: Bucket("rastup"))
    mail_sender: str = "RastUp <hello@rastup.example>"
    ses_region: str | None = None
    stripe_key: str = "sk_test_double"
    stripe_base: str | None = None
    stripe_webhook_secret: str = "whsec_double"  # noqa: S105 - of the double; production names its own
    # "rates": the table of the cities; "stripe": Stripe Tax.
    taxes: str = "rates"
    issuers: tuple[IssuerSettings, ...] = ()
    allowed_origins: frozenset[str] = frozenset()
    pool_size: int = 10
    # A seed does not wait for the disk: what a crash takes is made again.
    durable: bool = True
    # A step of a confirmation at which the process dies, for tests of recovery; never in production.
    kill_at: str | None = None
    fast_passwords: bool = False
    # When a query is stopped, its statement in PostgreSQL included.
    query_most_s: float = 10.0
    # Whether a browser at /graphql gets GraphiQL.
    graphiql: bool = True
    # Manifest of trusted documents, and the roles that may send no others.
    documents: Path | None = None
    trusted_only: frozenset[str] = frozenset()
    # Whether signed-in callers may teach us documents to be named by their hash (Apollo's automatic ones).
    persisted_queries: bool = True
    # Roles that may read the schema: by introspection, and by suggestions in messages.
    schema_readers: frozenset[str] = ROLES
    # How long the body of a request may take to arrive.
    body_wait_s: float = 10.0
    # Operations that take at least this long are told in the log.
    slow_s: float = 0.5
    # A collector of OpenTelemetry spans; none are made without it.
    traces_to: str | None = None
    # Multiplies the quotas of callers; a development server plays many people from one address.
    quota_scale: int = 1

    @property
    def is_development(self) -> bool:
        return self.environment != "production"


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Settings of the environment. Raises ValueError with a sentence that says what to do."""
    environment = environ.get("RASTUP_ENV", "development")
    secret = environ.get("RASTUP_SECRET", DEVELOPMENT_SECRET)
    if environment == "production" and secret == DEVELOPMENT_SECRET:
        raise ValueError("Set RASTUP_SECRET to a long random text before running in production.")
    if "DATABASE_URL" not in environ:
        raise ValueError("Set DATABASE_URL, or use `make dev`, which starts a database of its own.")
    return Settings(
        environment=environment,
        database_url=environ["DATABASE_URL"],
        secret=secret,
        public_url=environ.get("RASTUP_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/"),
        live_url=environ.get("RASTUP_LIVE_URL"),
        data_dir=Path(environ.get("RASTUP_DATA_DIR", ".data")),
        bucket=_bucket(environ),
        mail_sender=environ.get("RASTUP_MAIL_SENDER", "RastUp <hello@rastup.example>"),
        ses_region=environ.get("RASTUP_SES_REGION"),
        stripe_key=environ.get("STRIPE_SECRET_KEY", "sk_test_double"),
        stripe_base=environ.get("STRIPE_API_BASE"),
        stripe_webhook_secret=environ.get("STRIPE_WEBHOOK_SECRET", "whsec_double"),
        taxes=_taxes(environ),
        issuers=_issuers(environ),
        allowed_origins=frozenset(filter(None, environ.get("RASTUP_ORIGINS", "").split(","))),
        pool_size=int(environ.get("RASTUP_POOL_SIZE", "10")),
        graphiql=environ.get("RASTUP_GRAPHIQL", "off" if environment == "production" else "on") == "on",
        quota_scale=int(environ.get("RASTUP_QUOTA_SCALE", "1" if environment == "production" else "100")),
        slow_s=int(environ.get("RASTUP_SLOW_MS", "500")) / 1000,
        documents=Path(environ["RASTUP_DOCUMENTS"]) if environ.get("RASTUP_DOCUMENTS") else None,
        trusted_only=_roles(environ, "RASTUP_TRUSTED_ONLY", ""),
        persisted_queries=environ.get("RASTUP_PERSISTED_QUERIES", "on") == "on",
        schema_readers=_roles(
            environ, "RASTUP_SCHEMA_READERS", "admin" if environment == "production" else ",".join(ROLES)
        ),
        traces_to=environ.get("OTEL_EXPORTER_OTLP_ENDPOINT"),
        kill_at=environ.get("RASTUP_KILL_AT") if environment != "production" else None,
    )


def _taxes(environ: Mapping[str, str]) -> str:
    taxes = environ.get("RASTUP_TAXES", "rates")
    if taxes not in ("rates", "stripe"):
        raise ValueError("RASTUP_TAXES is rates or stripe.")
    return taxes


def _roles(environ: Mapping[str, str], name: str, otherwise: str) -> frozenset[str]:
    roles = frozenset(filter(None, environ.get(name, otherwise).split(",")))
    if roles - ROLES:
        raise ValueError(f"{name} lists roles out of {', '.join(sorted(ROLES))}, separated by commas.")
    return roles


def _bucket(environ: Mapping[str, str]) -> Bucket:
    return Bucket(
        name=environ.get("S3_BUCKET", "rastup"),
        region=environ.get("AWS_REGION", "us-east-1"),
        endpoint=environ.get("S3_ENDPOINT_URL"),
        access_key=environ.get("S3_ACCESS_KEY"),
        secret_key=environ.get("S3_SECRET_KEY"),
        public_url=environ.get("S3_PUBLIC_URL"),
        signed_endpoint=environ.get("S3_SIGNED_ENDPOINT_URL"),
    )


def _issuers(environ: Mapping[str, str]) -> tuple[IssuerSettings, ...]:
    """OIDC_ISSUER, and OIDC_ADMIN_ISSUER for the people behind the admin console."""
    found = []
    for prefix, admin in (("OIDC", False), ("OIDC_ADMIN", True)):
        issuer = environ.get(f"{prefix}_ISSUER")
        if issuer is None:
            continue
        pairs = [
            (pair.split("=", 1)[0], pair.split("=", 1)[1])
            for pair in environ.get(f"{prefix}_ROLES", "").split(",")
            if "=" in pair
        ]
        found.append(
            IssuerSettings(
                issuer=issuer,
                audience=environ.get(f"{prefix}_AUDIENCE", "rastup"),
                jwks_url=environ.get(f"{prefix}_JWKS_URL", f"{issuer.rstrip('/')}/.well-known/jwks.json"),
                groups_claim=environ.get(f"{prefix}_GROUPS_CLAIM", "cognito:groups"),
                roles=dict(pairs),
                may_grant_admin=admin,
            )
        )
    return tuple(found)
