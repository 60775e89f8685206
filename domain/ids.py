"""Identifiers: a prefix that says what, and a UUIDv7 in Crockford base 32 (TypeID), so ids sort by birth."""

from enum import StrEnum
from typing import Final, NewType

UserId = NewType("UserId", str)
SessionId = NewType("SessionId", str)
ProfileId = NewType("ProfileId", str)
PackageId = NewType("PackageId", str)
AddonId = NewType("AddonId", str)
RuleId = NewType("RuleId", str)
StudioId = NewType("StudioId", str)
RateId = NewType("RateId", str)
MediaId = NewType("MediaId", str)
ItemId = NewType("ItemId", str)
LbgId = NewType("LbgId", str)
LegId = NewType("LegId", str)
LineId = NewType("LineId", str)
OrderId = NewType("OrderId", str)
HoldId = NewType("HoldId", str)
PackId = NewType("PackId", str)
DocId = NewType("DocId", str)
EnvelopeId = NewType("EnvelopeId", str)
ChargeId = NewType("ChargeId", str)
DepositId = NewType("DepositId", str)
PayoutId = NewType("PayoutId", str)
ThreadId = NewType("ThreadId", str)
MessageId = NewType("MessageId", str)
GateId = NewType("GateId", str)


class Prefix(StrEnum):
    """What an id names; the part before the underscore."""

    USER = "usr"
    SESSION = "ses"
    EVENT = "evt"
    JOB = "job"
    PROFILE = "srv"
    PACKAGE = "pkg"
    ADDON = "add"
    RULE = "aar"
    STUDIO = "std"
    RATE = "srt"
    BLACKOUT = "sbo"
    MEDIA = "med"
    UPLOAD = "upl"
    ITEM = "pfi"
    BADGE = "bdg"
    LBG = "lbg"
    LEG = "leg"
    LINE = "lin"
    ORDER = "ord"
    ATTEMPT = "att"
    HOLD = "hld"
    CLAUSE = "cls"
    TEMPLATE = "tpl"
    PACK = "dpk"
    DOC = "doc"
    ENVELOPE = "env"
    SIGN_EVENT = "dse"
    CHARGE = "chg"
    DEPOSIT = "dep"
    TAX = "tax"
    FEE_ENTRY = "fle"
    GL_ENTRY = "gl"
    PAYOUT = "pay"
    RESERVE = "rsv"
    THREAD = "thr"
    MESSAGE = "msg"
    GATE = "gat"
    MAIL = "mai"


ALPHABET: Final = "0123456789abcdefghjkmnpqrstvwxyz"
_PAIRS: Final = [first + second for first in ALPHABET for second in ALPHABET]
# Of 26 characters, two at a time, the most significant first.
_SHIFTS: Final = tuple(range(120, -1, -10))


def typeid(prefix: Prefix, uuid: int) -> str:
    """`usr_` and 26 base-32 characters for the 128 bits of a UUID."""
    return f"{prefix.value}_{''.join([_PAIRS[uuid >> shift & 1023] for shift in _SHIFTS])}"
