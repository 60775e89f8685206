"""One upload, from the place asked for to the verdict."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from domain.errors import Forbidden
from domain.ids import MediaId, UserId
from domain.media.keys import kept_key, public_key
from domain.media.purposes import EXTENSIONS, PURPOSES, Purpose
from domain.media.states import ScanMove, ScanState, after

ASK_AGAIN = "Ask uploadStatus until it is clean."
SEND_ANOTHER = "Send another file."


@dataclass(frozen=True)
class Findings:
    """What looking at the bytes told. `reason` says why they were held back."""

    bytes: int
    sha256: str
    width: int | None = None
    height: int | None = None
    nsfw_band: int = 0
    reason: str | None = None


@dataclass(frozen=True, kw_only=True)
class StoredFile:
    """What says where a file lies. `key` is the name a client uses; nobody but the owner may name it."""

    key: str
    purpose_name: str
    mime: str
    state: ScanState
    file_name: str | None = None

    @classmethod
    def of(cls, found: Mapping[str, Any]) -> "StoredFile":
        """From a document with these names."""
        return StoredFile(**{**found, "state": ScanState(found["state"])})

    @property
    def purpose(self) -> Purpose:
        return PURPOSES[self.purpose_name]

    @property
    def is_clean(self) -> bool:
        return self.state is ScanState.CLEAN

    @property
    def full_key(self) -> str:
        """Where the checked file stands once clean. A public one is shown blurred when its band is 1."""
        return public_key(self.key, "full") if self.purpose.public else self.clear_key

    @property
    def thumb_key(self) -> str | None:
        if self.mime not in {"image/jpeg", "image/png", "image/webp"}:
            return None
        return public_key(self.key, "thumb") if self.purpose.public else kept_key(self.key, "thumb.webp")

    @property
    def clear_key(self) -> str:
        """Never public; reached by a short-lived address only."""
        return kept_key(self.key, f"file.{EXTENSIONS[self.mime]}")


@dataclass(frozen=True, kw_only=True)
class Upload(StoredFile):
    id: MediaId
    owner_id: UserId
    declared_bytes: int | None
    created_at: datetime
    expires_at: datetime
    findings: Findings | None = None

    @property
    def nsfw_band(self) -> int:
        """Withheld until known: what nobody has looked at is not shown."""
        return self.findings.nsfw_band if self.findings and self.state is ScanState.CLEAN else 2

    @property
    def scan_status(self) -> str:
        """The contract's coarser word for galleries and attachments."""
        return "pending" if self.state in {ScanState.WAITING, ScanState.SCANNING} else self.state.value

    def moved(self, move: ScanMove, findings: Findings | None = None) -> "Upload":
        return replace(self, state=after(self.state, move), findings=findings or self.findings)

    def place_of(self, rendition: str) -> str:
        """Where a checked copy is kept, by its name."""
        places = {"clear": self.clear_key, "full": self.full_key, "thumb": self.thumb_key}
        return places[rendition] or self.clear_key

    def require_clean(self) -> "Upload":
        """Raises UPLOAD_QUARANTINED until, and unless, the scan has passed the file."""
        if self.scan_status == "pending":
            raise Forbidden(
                "UPLOAD_QUARANTINED", "The file is held back while it is checked.", hint=ASK_AGAIN
            )
        if self.state is not ScanState.CLEAN:
            raise Forbidden("UPLOAD_QUARANTINED", "The file did not pass its check.", hint=SEND_ANOTHER)
        return self
