"""The one collection of tables, and the column shapes they share."""

from datetime import datetime

from sqlalchemy import Column, DateTime, MetaData, func

metadata = MetaData(
    naming_convention={
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "pk": "pk_%(table_name)s",
    }
)


def instant(name: str, *, nullable: bool = False, index: bool = False) -> Column[datetime]:
    """A moment: timestamptz, read and written as aware UTC."""
    return Column(name, DateTime(timezone=True), nullable=nullable, index=index)


def written_at() -> Column[datetime]:
    """When the row was really written, by the database's own clock; for operators, never for rules."""
    return Column("written_at", DateTime(timezone=True), nullable=False, server_default=func.now())
