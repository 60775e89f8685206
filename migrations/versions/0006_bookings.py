"""Tables of bookings."""

revision = "0006_bookings"
down_revision: str | None = "0005_studios"


def upgrade() -> None:
    pass
