"""Read models: what each type of the contract is in the database, one file per noun."""

from persistence.read import messages, people, studios, threads
from persistence.read.model import MODELS

__all__ = ["MODELS", "messages", "people", "studios", "threads"]
