"""Constraints decide races; this turns the violation of a named one into the refusal it stands for."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy.exc import IntegrityError

from domain.errors import DomainError


@contextmanager
def refused_as(refusals: Mapping[str, DomainError]) -> Iterator[None]:
    """Raise the refusal named for the constraint that the statements inside ran into.

    The transaction is spent after a violation, so nothing else can be kept by accident.
    """
    try:
        yield
    except IntegrityError as violation:
        name = constraint_of(violation)
        if name is not None and name in refusals:
            raise refusals[name] from None
        raise


def constraint_of(violation: IntegrityError) -> str | None:
    """Name of the violated constraint, as PostgreSQL reports it."""
    cause = violation.orig.__cause__ if violation.orig is not None else None
    return getattr(cause, "constraint_name", None)
