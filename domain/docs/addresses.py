"""Where a document can be read, and where it is signed."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from domain.media.ports import Files

ADDRESS_LASTS: Final = timedelta(minutes=10)
"""Long enough to open a contract, too short to pass its address around."""


@dataclass(frozen=True)
class Printed:
    """A document as files: as printed, and as sealed once everybody has signed."""

    template_name: str
    doc_id: str
    pdf_key: str
    signed_pdf_key: str | None


def pdf_address(files: Files, printed: Printed) -> str:
    """A short-lived address of the file: as signed, once it is."""
    name = f"{printed.template_name} {printed.doc_id}.pdf"
    key = printed.signed_pdf_key or printed.pdf_key
    return files.presign_get(key, expires_s=int(ADDRESS_LASTS.total_seconds()), file_name=name)


def sign_address(public_url: str, doc_id: str) -> str:
    """Where it is signed. The page asks for the sign-in of whoever comes."""
    return f"{public_url}/sign/{doc_id}"
