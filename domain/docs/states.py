"""The lives of a pack, an envelope and a signature, as tables. Nothing else sets these statuses."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from domain.errors import Conflict


class PackStatus(StrEnum):
    DRAFT = "draft"
    ISSUED = "issued"
    SIGNED = "signed"
    VOIDED = "voided"
    SUPERSEDED = "superseded"


class PackMove(StrEnum):
    ISSUE = "issue"
    SIGN = "sign"
    VOID = "void"
    SUPERSEDE = "supersede"


class EnvelopeStatus(StrEnum):
    NONE = "none"
    SENT = "sent"
    COMPLETED = "completed"
    VOIDED = "voided"
    EXPIRED = "expired"


class EnvelopeMove(StrEnum):
    SEND = "send"
    COMPLETE = "complete"
    VOID = "void"
    EXPIRE = "expire"


class SignerStatus(StrEnum):
    PENDING = "pending"
    VIEWED = "viewed"
    SIGNED = "signed"
    DECLINED = "declined"


PACK_MOVES: Final[Mapping[tuple[PackStatus, PackMove], PackStatus]] = MappingProxyType(
    {
        (PackStatus.DRAFT, PackMove.ISSUE): PackStatus.ISSUED,
        (PackStatus.DRAFT, PackMove.VOID): PackStatus.VOIDED,
        (PackStatus.ISSUED, PackMove.SIGN): PackStatus.SIGNED,
        (PackStatus.ISSUED, PackMove.VOID): PackStatus.VOIDED,
        (PackStatus.ISSUED, PackMove.SUPERSEDE): PackStatus.SUPERSEDED,
        (PackStatus.SIGNED, PackMove.VOID): PackStatus.VOIDED,
        (PackStatus.SIGNED, PackMove.SUPERSEDE): PackStatus.SUPERSEDED,
    }
)

ENVELOPE_MOVES: Final[Mapping[tuple[EnvelopeStatus, EnvelopeMove], EnvelopeStatus]] = MappingProxyType(
    {
        (EnvelopeStatus.NONE, EnvelopeMove.SEND): EnvelopeStatus.SENT,
        (EnvelopeStatus.NONE, EnvelopeMove.VOID): EnvelopeStatus.VOIDED,
        (EnvelopeStatus.SENT, EnvelopeMove.COMPLETE): EnvelopeStatus.COMPLETED,
        (EnvelopeStatus.SENT, EnvelopeMove.VOID): EnvelopeStatus.VOIDED,
        (EnvelopeStatus.SENT, EnvelopeMove.EXPIRE): EnvelopeStatus.EXPIRED,
    }
)

LIVE: Final = frozenset({PackStatus.ISSUED, PackStatus.SIGNED})
"""A leg has at most one pack in these statuses; a unique index sees to it."""


def pack_after(status: PackStatus, move: PackMove) -> PackStatus:
    try:
        return PACK_MOVES[status, move]
    except KeyError:
        raise Conflict("ORDER_STATE_INVALID", f"A pack that is {status} cannot {move}.") from None


def envelope_after(status: EnvelopeStatus, move: EnvelopeMove) -> EnvelopeStatus:
    try:
        return ENVELOPE_MOVES[status, move]
    except KeyError:
        raise Conflict("ORDER_STATE_INVALID", f"An envelope that is {status} cannot {move}.") from None
