"""Tables of studios."""

revision = "0005_studios"
down_revision: str | None = "0004_profiles"


def upgrade() -> None:
    pass
