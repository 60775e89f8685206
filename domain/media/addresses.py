"""Where a checked file can be fetched: at a lasting address when public, at a passing one when not."""

from domain.media.model import StoredFile
from domain.media.ports import Files

ADDRESS_LASTS_S = 300


def file_address(files: Files, file: StoredFile) -> str | None:
    """None until the scan has passed the file. Whoever asks has already been found entitled."""
    if not file.is_clean:
        return None
    if file.purpose.public:
        return files.public_url(file.full_key)
    return files.presign_get(file.clear_key, expires_s=ADDRESS_LASTS_S, file_name=file.file_name)


def thumb_address(files: Files, file: StoredFile) -> str | None:
    if not file.is_clean or file.thumb_key is None:
        return None
    if file.purpose.public:
        return files.public_url(file.thumb_key)
    return files.presign_get(file.thumb_key, expires_s=ADDRESS_LASTS_S)
