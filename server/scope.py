"""One mutation request, one transaction: the decision, the answer and the idempotency key together."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncTransaction

from persistence import keys
from persistence.driver import fetch_on
from persistence.lean import LeanPool
from persistence.unit_of_work import SqlUnitOfWork, SqlUnits, begin


class Replay(Exception):
    def __init__(self, answer: bytes) -> None:
        self.answer = answer


@dataclass(frozen=True)
class Key:
    """An Idempotency-Key, whose it is, and what was asked under it."""

    owner: str
    key: str
    fingerprint: bytes
    # What answers are sealed by is made of this; our secret is in it.
    private: bytes = field(repr=False)

    @classmethod
    def of(cls, owner: str, key: str, asked: Any, secret: bytes) -> "Key":
        fingerprint = hashlib.sha256(orjson.dumps(asked, option=orjson.OPT_SORT_KEYS)).digest()
        private = b"\0".join([secret, owner.encode(), key.encode()])
        return cls(owner, hashlib.sha256(key.encode()).hexdigest(), fingerprint, private)

    @property
    def _secret(self) -> bytes:
        return hashlib.sha256(self.private).digest()

    # Answers may carry tokens, so they are sealed under the key that only its client knows. Those that one
    # statement wrote with what they tell of carry none.
    def seal(self, answer: bytes) -> bytes:
        nonce = self.fingerprint[:12]
        return AESGCM(self._secret).encrypt(nonce, answer, self.key.encode())

    def unseal(self, sealed: bytes) -> bytes:
        if sealed.startswith(keys.IN_PLAIN):
            return kept(sealed.removeprefix(keys.IN_PLAIN))
        nonce = self.fingerprint[:12]
        return AESGCM(self._secret).decrypt(nonce, sealed, self.key.encode())


def kept(body: bytes, cookie: str | None = None) -> bytes:
    """What is kept under an idempotency key: the answer, and the cookie that went with it."""
    return orjson.dumps([cookie, body.decode()])


class MutationScope:
    """Opens the transaction when the first action asks for it; `finish` commits it with the answer."""

    def __init__(self, units: SqlUnits, reads: LeanPool, key: Key | None, *, savepoints: bool) -> None:
        self._units = units
        self._reads = reads
        self._key = key
        self._savepoints = savepoints
        self._stack = AsyncExitStack()
        self._connection: AsyncConnection | None = None
        self._transaction: AsyncTransaction | None = None
        self._hints: list[tuple[str, int]] = []
        # Whether a use case has come to its end.
        self._is_changed = False
        self._lock = asyncio.Lock()

    async def earlier_answer(self) -> bytes | None:
        """The answer this key was given before; raises CONFLICT when it was used for something else."""
        if self._key is None:
            return None
        sealed = await keys.answer_of(
            self.rows, owner=self._key.owner, key=self._key.key, fingerprint=self._key.fingerprint
        )
        return None if sealed is None else self._key.unseal(sealed)

    @asynccontextmanager
    async def unit_of_work(self) -> AsyncIterator[SqlUnitOfWork]:
        connection = await self._begun()
        async with AsyncExitStack() as stack:
            if self._savepoints:
                await stack.enter_async_context(connection.begin_nested())
            uow = await begin(self._units.kernel, connection)
            yield uow
            await uow.settle()
        self._hints += uow.hints
        self._is_changed = True

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """Where the answer's edges read: in the transaction once there is one, one batch at a time."""
        if self._connection is None:
            async with self._units.kernel.engine.connect() as connection:
                yield connection
            return
        async with self._lock:
            yield self._connection

    async def rows(self, text: str, values: Sequence[Any]) -> list[Any]:
        """The records of a statement, read in the transaction once there is one."""
        if self._connection is None:
            return await self._reads.rows(text, values)
        async with self._lock:
            return await fetch_on(self._connection, text, values)

    async def finish(self, make_answer: Callable[[], bytes], *, refused: bool) -> bytes:
        """Commit with the answer kept under the key, or roll back what a refusal must not leave behind."""
        try:
            # With several root fields each one had its savepoint, and what went well stays: then a repeat is
            # told the same, refusals included, and does nothing twice.
            if refused and not (self._savepoints and self._is_changed):
                await self._roll_back()
                return make_answer()
            answer = make_answer()
            if self._key is not None:
                connection = await self._begun()
                await keys.keep_answer(
                    connection, owner=self._key.owner, key=self._key.key, answer=self._key.seal(answer)
                )
            if self._transaction is not None:
                await self._transaction.commit()
        finally:
            await self._stack.aclose()
        if self._hints:
            await self._units.hint(self._hints)
        return answer

    async def abandon(self) -> None:
        await self._stack.aclose()

    async def _begun(self) -> AsyncConnection:
        if self._connection is None:
            connection = await self._stack.enter_async_context(self._units.kernel.engine.connect())
            self._transaction = await connection.begin()
            self._connection = connection
            await self._claim(connection)
        return self._connection

    async def _claim(self, connection: AsyncConnection) -> None:
        if self._key is None:
            return
        sealed = await keys.claim(
            connection,
            owner=self._key.owner,
            key=self._key.key,
            fingerprint=self._key.fingerprint,
            at=self._units.kernel.clock.now(),
        )
        if sealed is not None:
            raise Replay(self._key.unseal(sealed))

    async def _roll_back(self) -> None:
        if self._transaction is not None and self._transaction.is_active:
            await self._transaction.rollback()
