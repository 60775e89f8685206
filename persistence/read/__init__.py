"""Read models: what each type of the contract is in the database, one file per noun."""

from persistence.read import docs, media, messages, money, people, studios, threads
from persistence.read.model import MODELS

__all__ = ["MODELS", "docs", "media", "messages", "money", "people", "studios", "threads"]
