"""How often the search index of each city has changed."""

import sqlalchemy as sa
from alembic import op

revision = "0011_search_editions"
down_revision: str | None = "0010_search"


def upgrade() -> None:
    op.create_table(
        "search_edition",
        sa.Column("surface", sa.Text(), nullable=False),
        sa.Column("city", sa.Text(), nullable=False),
        sa.Column("edition", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("surface in ('people', 'studios')", name=op.f("ck_search_edition_surface")),
        sa.PrimaryKeyConstraint("surface", "city", name=op.f("pk_search_edition")),
    )
