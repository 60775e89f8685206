"""Mutations that two statements can do: one to decide by, one that writes; one file per noun."""

from resolvers.writings import threads
from resolvers.writings.base import WRITINGS, Decided, Writer, Writing

__all__ = ["WRITINGS", "Decided", "Writer", "Writing", "threads"]
