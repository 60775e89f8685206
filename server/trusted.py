"""Documents by the SHA-256 of their text: trusted ones from the build, and others that callers teach us."""

import hashlib
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Final

import orjson

from domain.errors import Forbidden, Invalid, NotFound
from domain.viewer import Viewer
from server.asked import Asked

LEARNT_MOST: Final = 2 * 1024 * 1024
LEARNT_TEXT_MOST: Final = 32 * 1024
# Messages, letter by letter, by which the links of Apollo and urql know that they must send the text.
NOT_FOUND: Final = "PersistedQueryNotFound"
NOT_SUPPORTED: Final = "PersistedQueryNotSupported"


class Library:
    """Texts by their hash. `trusted_only` names the roles whose documents must have come with the build."""

    def __init__(
        self,
        trusted: Mapping[str, str],
        *,
        learns: bool,
        trusted_only: frozenset[str] = frozenset(),
        most: int = LEARNT_MOST,
    ) -> None:
        self._trusted = trusted
        self._learns = learns
        self._trusted_only = trusted_only
        self._most = most
        self._size = 0
        self._learnt: OrderedDict[str, str] = OrderedDict()

    def opened(self, asked: Asked, viewer: Viewer) -> Asked:
        """The request with its document's text.

        Raises NOT_FOUND for an unknown id, VALIDATION_FAILED for a text under another's id, FORBIDDEN for a
        document that is not trusted when the caller's role may only send such.
        """
        if asked.query is not None:
            _require_match(asked)
            found = asked
        else:
            found = replace(asked, query=self._text(asked.document_id or ""))
        if viewer.role in self._trusted_only and not self.trusts(found):
            raise Forbidden("FORBIDDEN", "Only documents that came with the build are taken here.")
        return found

    def trusts(self, asked: Asked) -> bool:
        """Whether the document came with the build, however it was named."""
        return bool(self._trusted) and hash_of(asked.text) in self._trusted

    def learn(self, asked: Asked, viewer: Viewer) -> None:
        """Keep a good document under the id it came with; strangers teach us nothing."""
        if not self._learns or asked.document_id is None or viewer.user_id is None:
            return
        if asked.document_id in self._trusted or len(asked.text) > LEARNT_TEXT_MOST:
            return
        if asked.document_id not in self._learnt:
            self._learnt[asked.document_id] = asked.text
            self._size += len(asked.text)
        while self._size > self._most:
            _, dropped = self._learnt.popitem(last=False)
            self._size -= len(dropped)

    def _text(self, document_id: str) -> str:
        if document_id in self._trusted:
            return self._trusted[document_id]
        if document_id in self._learnt:
            self._learnt.move_to_end(document_id)
            return self._learnt[document_id]
        message = NOT_FOUND if self._learns else NOT_SUPPORTED
        raise NotFound("NOT_FOUND", message, hint="No document is known by that id; send its text.")


def hash_of(text: str) -> str:
    return hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest()


def read_manifest(path: Path | None) -> Mapping[str, str]:
    """Documents by id, from a JSON object {sha256: text}. Raises ValueError when it does not add up."""
    if path is None:
        return {}
    try:
        manifest = orjson.loads(path.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise ValueError(f"RASTUP_DOCUMENTS names no readable manifest: {error}") from error
    if not isinstance(manifest, dict):
        raise ValueError("The manifest of trusted documents is one JSON object {sha256: text}.")  # noqa: TRY004 - a setting
    for document_id, text in manifest.items():
        if not isinstance(text, str) or hash_of(text) != document_id:
            raise ValueError(f"The manifest has a text under {document_id[:80]} that is not its SHA-256.")
    return manifest


def _require_match(asked: Asked) -> None:
    if asked.document_id is not None and hash_of(asked.text) != asked.document_id:
        message = "The id is not the SHA-256 of the document."
        raise Invalid("VALIDATION_FAILED", message, fields={"documentId": message})
