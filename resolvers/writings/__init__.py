"""Mutations that one statement can do, one file per noun."""

from resolvers.writings import threads
from resolvers.writings.base import WRITINGS, Writer, Writing

__all__ = ["WRITINGS", "Writer", "Writing", "threads"]
