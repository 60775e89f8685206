"""Tables of search."""

revision = "0010_search"
down_revision: str | None = "0009_threads"


def upgrade() -> None:
    pass
