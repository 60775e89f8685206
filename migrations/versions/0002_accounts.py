"""Tables of accounts."""

revision = "0002_accounts"
down_revision: str | None = "0001_kernel"


def upgrade() -> None:
    pass
