"""Tables of docs."""

revision = "0007_docs"
down_revision: str | None = "0006_bookings"


def upgrade() -> None:
    pass
