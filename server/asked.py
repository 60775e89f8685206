"""One request as it comes in, by HTTP or by socket: its shape, and nothing of its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from domain.errors import Invalid

ID_MOST: Final = 128
# How the working draft of GraphQL over HTTP writes ids of this kind; bare hashes are the same to us.
ID_PREFIX: Final = "sha256:"


# Made for each request: frozen ones take three times as long to make.
@dataclass(slots=True)
class Asked:
    """A request, shapes checked. `query` is None until the text behind `document_id` was looked up."""

    query: str | None
    variables: dict[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    document_id: str | None = None

    @property
    def text(self) -> str:
        return self.query or ""


def may_hold_nul(body: bytes) -> bool:
    """In JSON a NUL is always written out."""
    return b"\\u0000" in body


def checked(document: Any, *, nul: bool = True) -> Asked:
    """A request of the right shape; `nul` is False when no text in it can hold one.

    Raises VALIDATION_FAILED otherwise.
    """
    if not isinstance(document, dict):
        raise Invalid("VALIDATION_FAILED", "A request is one JSON object; batches are not taken.")
    variables, extensions = document.get("variables"), document.get("extensions")
    if not (variables is None or isinstance(variables, dict)) or not (
        extensions is None or isinstance(extensions, dict)
    ):
        raise Invalid("VALIDATION_FAILED", "variables and extensions must be objects, null or left out.")
    query, name = document.get("query"), document.get("operationName")
    document_id = document.get("documentId")
    if document_id is not None or extensions:
        document_id = _document_id(document_id, extensions or {})
    if document_id and query == "":
        # graphql-ws sends no payload without a text.
        query = None
    if not isinstance(query, str) and not (query is None and document_id):
        raise Invalid("VALIDATION_FAILED", "query must be text.", fields={"query": "Must be text."})
    if not (name is None or isinstance(name, str)):
        raise Invalid("VALIDATION_FAILED", "operationName must be text, null or left out.")
    if nul and ("\0" in (query or "") or _holds_nul(variables)):
        raise Invalid("VALIDATION_FAILED", "Text must not contain NUL.")
    return Asked(query, variables or {}, name or None, document_id)


def _document_id(given: Any, extensions: Mapping[str, Any]) -> str | None:
    """The id of the document: ours, or the hash of Apollo's automatic persisted queries."""
    persisted = extensions.get("persistedQuery")
    if given is None and persisted is not None:
        if not isinstance(persisted, dict) or persisted.get("version") != 1:
            raise Invalid("VALIDATION_FAILED", "extensions.persistedQuery is {version: 1, sha256Hash}.")
        given = persisted.get("sha256Hash")
        if given is None:
            raise Invalid("VALIDATION_FAILED", "extensions.persistedQuery is {version: 1, sha256Hash}.")
    if given is None:
        return None
    if not isinstance(given, str) or not 1 <= len(given) <= ID_MOST:
        message = f"A document's id is text of 1 to {ID_MOST} characters."
        raise Invalid("VALIDATION_FAILED", message, fields={"documentId": message})
    return given.removeprefix(ID_PREFIX).lower()


def _holds_nul(value: Any) -> bool:
    """Whether any text inside holds a NUL, which no text in PostgreSQL can."""
    waiting = [value]
    while waiting:
        part = waiting.pop()
        if isinstance(part, str):
            if "\0" in part:
                return True
        elif isinstance(part, dict):
            waiting += part.keys()
            waiting += part.values()
        elif isinstance(part, list):
            waiting += part
    return False
