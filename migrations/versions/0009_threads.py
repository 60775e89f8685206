"""Tables of threads."""

revision = "0009_threads"
down_revision: str | None = "0008_money"


def upgrade() -> None:
    pass
