"""Uploads, as the domain knows them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from domain.ids import MediaId, UserId
from domain.media.model import Findings, Upload
from domain.media.states import ScanState
from persistence.tables.media import upload as upload_table

_FOUND = ("bytes", "sha256", "width", "height", "nsfw_band", "reason")


class SqlUploads:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, upload: Upload) -> None:
        await self.add_all([upload])

    async def add_all(self, uploads: Sequence[Upload]) -> None:
        if uploads:
            await self._connection.execute(upload_table.insert(), [_row(upload) for upload in uploads])

    async def owned(self, key: str, owner: UserId) -> Upload | None:
        mine = upload_table.c.owner_user_id == owner
        return await self._one(select(upload_table).where(upload_table.c.key == key, mine).with_for_update())

    async def holding(self, key: str) -> Upload | None:
        return await self._one(select(upload_table).where(upload_table.c.key == key).with_for_update())

    async def save(self, upload: Upload) -> None:
        """Only what a scan may change: the rest of an upload never does."""
        changed = {"state": upload.state.value, **_found(upload.findings)}
        await self._connection.execute(
            update(upload_table).where(upload_table.c.media_id == upload.id).values(changed)
        )

    async def by_ids(self, ids: Iterable[MediaId]) -> Mapping[MediaId, Upload]:
        return await uploads_by_id(self._connection, ids)

    async def _one(self, query: Select[Any]) -> Upload | None:
        row = (await self._connection.execute(query)).mappings().one_or_none()
        return upload_of(row) if row else None


async def uploads_by_id(connection: AsyncConnection, ids: Iterable[MediaId]) -> dict[MediaId, Upload]:
    query = select(upload_table).where(upload_table.c.media_id.in_(list(ids)))
    return {MediaId(row["media_id"]): upload_of(row) for row in (await connection.execute(query)).mappings()}


def upload_of(row: RowMapping) -> Upload:
    """The upload in a row that holds (at least) every column of its table."""
    return Upload(
        id=row["media_id"],
        key=row["key"],
        owner_id=row["owner_user_id"],
        purpose_name=row["purpose"],
        mime=row["mime"],
        declared_bytes=row["declared_bytes"],
        file_name=row["file_name"],
        state=ScanState(row["state"]),
        created_at=row["created_at"],
        expires_at=row["expires_at"],
        findings=_findings(row),
    )


def _findings(row: RowMapping) -> Findings | None:
    if row["bytes"] is None:
        return None
    return Findings(**{name: row[name] for name in _FOUND})


def _found(findings: Findings | None) -> dict[str, Any]:
    return {name: getattr(findings, name, None) for name in _FOUND}


def _row(upload: Upload) -> dict[str, Any]:
    return {
        "media_id": upload.id,
        "key": upload.key,
        "owner_user_id": upload.owner_id,
        "purpose": upload.purpose_name,
        "mime": upload.mime,
        "declared_bytes": upload.declared_bytes,
        "file_name": upload.file_name,
        "state": upload.state.value,
        "created_at": upload.created_at,
        "expires_at": upload.expires_at,
        **_found(upload.findings),
    }
