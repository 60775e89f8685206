"""Files: what Python needs of one to say where it can be fetched (contract messaging.graphql, spec 12)."""

from typing import Any

from sqlalchemy import ColumnElement, case, func

from domain.media.states import ScanState


def stored(file: Any) -> ColumnElement[Any]:
    """What `domain.media.model.StoredFile` is made of, as JSON, from the columns of an upload."""
    return func.json_build_object(
        "key", file.key, "purpose_name", file.purpose, "mime", file.mime, "state", file.state,
        "file_name", file.file_name,
    )  # fmt: skip


def band_of(file: Any) -> ColumnElement[int]:
    """Withheld until known: what nobody has looked at is not shown."""
    return case((file.state == ScanState.CLEAN.value, func.coalesce(file.nsfw_band, 0)), else_=2)


def scan_status_of(file: Any) -> ColumnElement[str]:
    """The contract's coarser word for galleries and attachments."""
    return case(
        (file.state.in_([ScanState.WAITING.value, ScanState.SCANNING.value]), "pending"), else_=file.state
    )
