"""Tables of kernel."""

revision = "0001_kernel"
down_revision: str | None = None


def upgrade() -> None:
    pass
