"""What bytes are, whatever their sender calls them."""

# In two parts, or every scanner that reads this file would put it away.
EICAR = b"X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + b"EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
# A paper that runs something when it is opened has no business in a booking.
ACTIVE_PDF = (b"/JavaScript", b"/JS", b"/Launch", b"/EmbeddedFile", b"/OpenAction")


def type_of(body: bytes) -> str | None:
    if body.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if body.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
        return "image/webp"
    return "application/pdf" if body.startswith(b"%PDF-") else None


def is_malware(body: bytes) -> bool:
    return EICAR in body


def is_active_paper(body: bytes) -> bool:
    return body.startswith(b"%PDF-") and any(word in body for word in ACTIVE_PDF)
