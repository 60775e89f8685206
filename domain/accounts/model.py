"""Accounts and sessions as the domain sees them (spec 15.G, 26.E; contract accounts.graphql)."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from domain.ids import MediaId, SessionId, UserId


class AccountStatus(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    SUSPENDED = "suspended"
    DELETION_PENDING = "deletion_pending"


class Group(StrEnum):
    BUYER = "buyer"
    SELLER = "seller"
    STUDIO_OWNER = "studio_owner"
    ADMIN = "admin"


class MailPurpose(StrEnum):
    VERIFY_EMAIL = "verify_email"
    RESET_PASSWORD = "reset_password"  # noqa: S105 - the name of a purpose


@dataclass(frozen=True)
class Person:
    """A person as others see them."""

    user_id: UserId
    handle: str
    display_name: str
    avatar_media_id: MediaId | None
    city: str | None
    region: str | None
    groups: frozenset[str]
    created_at: datetime


@dataclass(frozen=True)
class Account:
    """The private side of a person."""

    person: Person
    email: str
    email_verified: bool
    password_hash: str | None
    legal_name: str | None
    admin_roles: frozenset[str]
    status: AccountStatus
    is18_plus_attested: bool
    age_verified: bool
    id_verified: bool
    safe_mode: bool
    locale: str
    timezone: str
    created_at: datetime

    @property
    def user_id(self) -> UserId:
        return self.person.user_id


@dataclass(frozen=True)
class RefreshToken:
    """A stored refresh token: only its hash, the session it belongs to, and whether it was spent."""

    session_id: SessionId
    user_id: UserId
    expires_at: datetime
    spent_at: datetime | None
    session_ended_at: datetime | None


@dataclass(frozen=True)
class AuthSession:
    """What a person is handed when a session starts or is renewed."""

    access_token: str
    refresh_token: str
    expires_at: datetime
    account: Account


@dataclass(frozen=True)
class AccountChanges:
    """Details to change; None stays as it is."""

    display_name: str | None = None
    handle: str | None = None
    legal_name: str | None = None
    email: str | None = None
    city: str | None = None
    region: str | None = None
    avatar_media_id: MediaId | None = None
