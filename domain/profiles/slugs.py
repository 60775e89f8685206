"""Parts of addresses, made of names."""

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from typing import Final

_NOT_PLAIN: Final = re.compile(r"[^a-z0-9]+")
_LONGEST: Final = 60


def slug_of(name: str) -> str:
    """Lower-case letters, digits and single hyphens; `untitled` where nothing of the name is left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    return _NOT_PLAIN.sub("-", plain)[:_LONGEST].strip("-") or "untitled"


def unlike_each_other(slugs: Sequence[str]) -> list[str]:
    """The same slugs, the later ones of a kind with a number, so that no two are alike."""
    taken, turns, result = set(slugs), Counter[str](), list[str]()
    for slug in slugs:
        unlike = slug
        while turns[slug] and (unlike in taken or unlike == slug):
            turns[slug] += 1
            unlike = f"{slug}-{turns[slug]}"
        turns[slug] = turns[slug] or 1
        taken.add(unlike)
        result.append(unlike)
    return result
