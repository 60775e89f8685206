"""Tables of media."""

revision = "0003_media"
down_revision: str | None = "0002_accounts"


def upgrade() -> None:
    pass
