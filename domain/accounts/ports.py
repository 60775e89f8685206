"""What accounts need kept and done elsewhere."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Protocol

from domain.accounts.model import Account, AccountChanges, MailPurpose, Person, RefreshToken
from domain.ids import SessionId, UserId


class Accounts(Protocol):
    """Accounts, sessions and mailed tokens."""

    async def add(self, account: Account) -> None:
        """Raises AUTH_EMAIL_TAKEN or HANDLE_TAKEN when the database finds a rival."""

    async def by_id(self, user_id: UserId) -> Account | None: ...

    async def by_ids(self, ids: Sequence[UserId]) -> Mapping[UserId, Account]: ...

    async def by_email(self, email: str) -> Account | None: ...

    async def person(self, *, user_id: UserId | None = None, handle: str | None = None) -> Person | None:
        """The public card of an account that is not closed."""

    async def people(self, ids: Sequence[UserId]) -> Mapping[UserId, Person]: ...

    async def change(self, user_id: UserId, changes: AccountChanges, at: datetime) -> None: ...

    async def set_password(self, user_id: UserId, password_hash: str, at: datetime) -> None: ...

    async def set_email_verified(self, user_id: UserId, at: datetime) -> None: ...

    async def join_group(self, user_id: UserId, group: str) -> None:
        """Idempotent."""

    async def groups(self, user_id: UserId) -> frozenset[str]: ...

    async def start_session(self, session_id: SessionId, user_id: UserId, at: datetime) -> None: ...

    async def end_session(self, session_id: SessionId, at: datetime) -> None: ...

    async def end_sessions(self, user_id: UserId, at: datetime) -> None: ...

    async def ended_sessions(self, ids: Sequence[SessionId]) -> frozenset[SessionId]:
        """Which of these were ended by signing out, a new password, or a stolen token."""

    async def keep_refresh(self, token_hash: bytes, session_id: SessionId, expires_at: datetime) -> None: ...

    async def refresh_holding(self, token_hash: bytes) -> RefreshToken | None:
        """The token with its row locked, so that two renewals queue."""

    async def spend_refresh(self, token_hash: bytes, at: datetime) -> None: ...

    async def keep_mailed(
        self, token_hash: bytes, user_id: UserId, purpose: MailPurpose, expires_at: datetime
    ) -> None: ...

    async def spend_mailed(self, token_hash: bytes, purpose: MailPurpose, at: datetime) -> UserId | None:
        """Whose token it was, exactly once; None when wrong, used or too old."""


class Passwords(Protocol):
    """Slow hashes of passwords; both calls run outside transactions."""

    async def hash(self, password: str) -> str: ...

    async def matches(self, password_hash: str | None, password: str) -> bool:
        """Takes as long for an unknown account (None) as for a wrong password."""


class Tokens(Protocol):
    """Makes tokens; nothing but their hashes is kept."""

    def access(self, account: Account, session_id: SessionId, now: datetime) -> tuple[str, datetime]:
        """A signed access token and when it stops working."""

    def opaque(self) -> str:
        """A fresh unguessable token."""

    def digest(self, token: str) -> bytes: ...


class Mail(Protocol):
    async def send(self, *, to: str, template: str, values: Mapping[str, Any], key: str) -> None:
        """Hand one message to the mail service; `key` names it, so a repeat may be recognised."""
