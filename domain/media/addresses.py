"""Where a checked file can be fetched: at a lasting address when public, at a passing one when not."""

from domain.media.model import Upload
from domain.media.ports import Files
from domain.media.states import ScanState

ADDRESS_LASTS_S = 300


def file_address(files: Files, upload: Upload) -> str | None:
    """None until the scan has passed the file. Whoever asks has already been found entitled."""
    if upload.state is not ScanState.CLEAN:
        return None
    if upload.purpose.public:
        return files.public_url(upload.full_key)
    return files.presign_get(upload.clear_key, expires_s=ADDRESS_LASTS_S, file_name=upload.file_name)


def thumb_address(files: Files, upload: Upload) -> str | None:
    if upload.state is not ScanState.CLEAN or upload.thumb_key is None:
        return None
    if upload.purpose.public:
        return files.public_url(upload.thumb_key)
    return files.presign_get(upload.thumb_key, expires_s=ADDRESS_LASTS_S)
