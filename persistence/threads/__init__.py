"""Conversations in SQL (`uow.threads`)."""

from persistence.threads.contacts import ContactRows
from persistence.threads.messages import MessageRows
from persistence.threads.threads import ThreadRows

__all__ = ["SqlThreads"]


class SqlThreads(ThreadRows, MessageRows, ContactRows):
    """Threads, messages, and what stands in front of writing to somebody first."""
