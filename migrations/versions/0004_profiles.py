"""Tables of profiles."""

revision = "0004_profiles"
down_revision: str | None = "0003_media"


def upgrade() -> None:
    pass
