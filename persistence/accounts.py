"""Accounts, sessions and mailed tokens in SQL."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, Final

from sqlalchemy import ARRAY, Text, all_, any_, bindparam, func, insert, literal, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.accounts.model import Account, AccountChanges, AccountStatus, MailPurpose, Person, RefreshToken
from domain.errors import Conflict, DomainError
from domain.ids import SessionId, UserId
from persistence.tables.accounts import account, mailed_token, refresh_token, session
from persistence.violations import refused_as

_TAKEN: Final[Mapping[str, DomainError]] = {
    "uq_account_email": Conflict(
        "AUTH_EMAIL_TAKEN",
        "There is an account with this email.",
        hint="Sign in, or ask for a password reset.",
        fields={"email": "Already in use."},
    ),
    "uq_account_handle": Conflict(
        "HANDLE_TAKEN",
        "Someone else has this handle.",
        hint="Choose another handle.",
        fields={"handle": "Already in use."},
    ),
}
_BY_IDS = select(account).where(account.c.user_id == any_(bindparam("ids", type_=ARRAY(Text))))
_VISIBLE = account.c.status.in_(["active", "paused"])


class SqlAccounts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, new: Account) -> None:
        values = asdict(new) | asdict(new.person)
        values.pop("person")
        values |= {"groups": sorted(new.person.groups), "admin_roles": sorted(new.admin_roles)}
        with refused_as(_TAKEN):
            await self._connection.execute(insert(account), values | {"updated_at": new.created_at})

    async def by_id(self, user_id: UserId) -> Account | None:
        return (await self.by_ids([user_id])).get(user_id)

    async def by_ids(self, ids: Sequence[UserId]) -> Mapping[UserId, Account]:
        rows = await self._connection.execute(_BY_IDS, {"ids": list(ids)})
        return {row.user_id: _account(row) for row in rows}

    async def by_email(self, email: str) -> Account | None:
        return await self._one(account.c.email == email)

    async def person(self, *, user_id: UserId | None = None, handle: str | None = None) -> Person | None:
        where = account.c.user_id == user_id if user_id is not None else account.c.handle == handle
        row = (await self._connection.execute(select(account).where(where, _VISIBLE))).first()
        return None if row is None else _person(row)

    async def people(self, ids: Sequence[UserId]) -> Mapping[UserId, Person]:
        rows = await self._connection.execute(select(account).where(account.c.user_id.in_(ids)))
        return {row.user_id: _person(row) for row in rows}

    async def change(self, user_id: UserId, changes: AccountChanges, at: datetime) -> None:
        values = {name: value for name, value in asdict(changes).items() if value is not None}
        if changes.email is not None:
            values["email_verified"] = False
        with refused_as(_TAKEN):
            await self._set(user_id, updated_at=at, **values)

    async def set_password(self, user_id: UserId, password_hash: str, at: datetime) -> None:
        await self._set(user_id, password_hash=password_hash, updated_at=at)

    async def set_email_verified(self, user_id: UserId, at: datetime) -> None:
        await self._set(user_id, email_verified=True, updated_at=at)

    async def join_group(self, user_id: UserId, group: str) -> None:
        await self._connection.execute(
            update(account)
            .where(account.c.user_id == user_id, literal(group) != all_(account.c.groups))
            .values(groups=func.array_append(account.c.groups, group))
        )

    async def groups(self, user_id: UserId) -> frozenset[str]:
        found = await self._connection.scalar(select(account.c.groups).where(account.c.user_id == user_id))
        return frozenset(found or ())

    async def start_session(self, session_id: SessionId, user_id: UserId, at: datetime) -> None:
        await self._connection.execute(
            insert(session).values(session_id=session_id, user_id=user_id, created_at=at)
        )

    async def end_session(self, session_id: SessionId, at: datetime) -> None:
        await self._end(session.c.session_id == session_id, at)

    async def end_sessions(self, user_id: UserId, at: datetime) -> None:
        await self._end(session.c.user_id == user_id, at)

    async def ended_sessions(self, ids: Sequence[SessionId]) -> frozenset[SessionId]:
        found = await self._connection.scalars(
            select(session.c.session_id).where(session.c.session_id.in_(ids), session.c.ended_at.is_not(None))
        )
        return frozenset(SessionId(session_id) for session_id in found)

    async def keep_refresh(self, token_hash: bytes, session_id: SessionId, expires_at: datetime) -> None:
        await self._connection.execute(
            insert(refresh_token).values(token_hash=token_hash, session_id=session_id, expires_at=expires_at)
        )

    async def refresh_holding(self, token_hash: bytes) -> RefreshToken | None:
        row = (
            await self._connection.execute(
                select(refresh_token, session.c.user_id, session.c.ended_at)
                .join(session, session.c.session_id == refresh_token.c.session_id)
                .where(refresh_token.c.token_hash == token_hash)
                .with_for_update()
            )
        ).first()
        if row is None:
            return None
        return RefreshToken(
            SessionId(row.session_id), UserId(row.user_id), row.expires_at, row.spent_at, row.ended_at
        )

    async def spend_refresh(self, token_hash: bytes, at: datetime) -> None:
        await self._connection.execute(
            update(refresh_token).where(refresh_token.c.token_hash == token_hash).values(spent_at=at)
        )

    async def keep_mailed(
        self, token_hash: bytes, user_id: UserId, purpose: MailPurpose, expires_at: datetime
    ) -> None:
        await self._connection.execute(
            insert(mailed_token).values(
                token_hash=token_hash, user_id=user_id, purpose=purpose.value, expires_at=expires_at
            )
        )

    async def spend_mailed(self, token_hash: bytes, purpose: MailPurpose, at: datetime) -> UserId | None:
        spent: str | None = await self._connection.scalar(
            update(mailed_token)
            .where(
                mailed_token.c.token_hash == token_hash,
                mailed_token.c.purpose == purpose.value,
                mailed_token.c.spent_at.is_(None),
                mailed_token.c.expires_at > at,
            )
            .values(spent_at=at)
            .returning(mailed_token.c.user_id)
        )
        return None if spent is None else UserId(spent)

    async def _one(self, where: Any) -> Account | None:
        row = (await self._connection.execute(select(account).where(where))).first()
        return None if row is None else _account(row)

    async def _set(self, user_id: UserId, **values: Any) -> None:
        await self._connection.execute(update(account).where(account.c.user_id == user_id).values(**values))

    async def _end(self, where: Any, at: datetime) -> None:
        await self._connection.execute(
            update(session).where(where, session.c.ended_at.is_(None)).values(ended_at=at)
        )


def _person(row: Any) -> Person:
    return Person(
        user_id=UserId(row.user_id),
        handle=row.handle,
        display_name=row.display_name,
        avatar_media_id=row.avatar_media_id,
        city=row.city,
        region=row.region,
        groups=frozenset(row.groups),
        created_at=row.created_at,
    )


def _account(row: Any) -> Account:
    return Account(
        person=_person(row),
        email=row.email,
        email_verified=row.email_verified,
        password_hash=row.password_hash,
        legal_name=row.legal_name,
        admin_roles=frozenset(row.admin_roles),
        status=AccountStatus(row.status),
        is18_plus_attested=row.is18_plus_attested,
        age_verified=row.age_verified,
        id_verified=row.id_verified,
        safe_mode=row.safe_mode,
        locale=row.locale,
        timezone=row.timezone,
        created_at=row.created_at,
    )
