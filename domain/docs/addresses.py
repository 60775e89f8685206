"""Where a document can be read, and where it is signed."""

from datetime import timedelta
from typing import Final

from domain.docs.model import Document
from domain.media.ports import Files
from domain.viewer import Viewer

ADDRESS_LASTS: Final = timedelta(minutes=10)
"""Long enough to open a contract, too short to pass its address around."""


def pdf_address(files: Files, document: Document) -> str:
    """A short-lived address of the file: as signed, once everybody has and it is sealed."""
    name = f"{document.template_name} {document.doc_id}.pdf"
    key = document.signed_pdf_key or document.pdf_key
    return files.presign_get(key, expires_s=int(ADDRESS_LASTS.total_seconds()), file_name=name)


def sign_address(public_url: str, viewer: Viewer, document: Document) -> str | None:
    """Where the viewer signs; None when nothing waits for them. The page asks for their sign-in."""
    if viewer.user_id is None or not document.waits_for(viewer.user_id):
        return None
    return f"{public_url}/sign/{document.doc_id}"
