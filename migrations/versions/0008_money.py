"""Tables of money."""

revision = "0008_money"
down_revision: str | None = "0007_docs"


def upgrade() -> None:
    pass
