"""Names in the store. Where a file lies says who may read it, so one bucket policy covers every file.

incoming/  what clients send; nobody reads it but the scan; swept after a day by a lifecycle rule
kept/      checked files, reached by short-lived signed addresses
public/    checked, re-encoded pictures that anybody may read; the random part makes them unguessable
held/      quarantined bytes, read by nobody
"""

from domain.ids import UserId
from domain.media.purposes import EXTENSIONS

INCOMING, KEPT, PUBLIC, HELD = "incoming/", "kept/", "public/", "held/"


def incoming_key(purpose: str, owner: UserId, random: str, mime: str) -> str:
    return f"{INCOMING}{purpose}/{owner}/{random}.{EXTENSIONS[mime]}"


def may_be_key(text: str) -> bool:
    """Whether this can name an upload at all; anything else is not worth a look."""
    return text.startswith(INCOMING) and len(text) < 300 and text.isascii() and text.isprintable()


def kept_key(key: str, name: str) -> str:
    return f"{KEPT}{_stem(key)}/{name}"


def public_key(key: str, name: str) -> str:
    return f"{PUBLIC}{_stem(key)}/{name}.webp"


def held_key(key: str) -> str:
    return f"{HELD}{key.removeprefix(INCOMING)}"


def _stem(key: str) -> str:
    return key.removeprefix(INCOMING).rpartition(".")[0]
