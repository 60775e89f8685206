"""What a licence tier allows. A seller may narrow this with the buyer; no document grants more."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

_YEAR: Final = timedelta(days=365)


@dataclass(frozen=True)
class Usage:
    scope: str
    territory: str
    duration: timedelta


STANDARD: Final = "standard"

USAGES: Final[Mapping[str, Usage]] = {
    STANDARD: Usage(
        "The client's own website, social channels and portfolio, without paid advertising.",
        "Worldwide",
        2 * _YEAR,
    ),
    "commercial": Usage(
        "The client's own business communication in any medium, without paid advertising.",
        "Worldwide",
        3 * _YEAR,
    ),
    "ads": Usage(
        "The client's own business communication in any medium, paid advertising included.",
        "Worldwide",
        1 * _YEAR,
    ),
    "exclusive": Usage(
        "Any lawful use by the client; nobody else may use the material during the term.",
        "Worldwide",
        5 * _YEAR,
    ),
    "buyout": Usage(
        "Any lawful use by the client and those it authorises; nobody else may use the material.",
        "Worldwide",
        99 * _YEAR,
    ),
}
