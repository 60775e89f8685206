"""Requests that mean harm, and one that means none."""

import json
from collections.abc import Mapping
from typing import Final

# A comment of no meaning at the end of every document, to tell one time from the next.
MARK: Final = "#-"


def asking(document: str) -> bytes:
    return json.dumps({"query": document + MARK}).encode()


def fresh(body: bytes, number: int) -> bytes:
    """The same request with a text that was never sent before, so that nothing is remembered of it."""
    return body.replace(MARK.encode(), f"# {number}".encode())


def billion_laughs(links: int = 200) -> str:
    """Fragments that double at every step: written out, more fields than there are atoms."""
    chain = " ".join(f"fragment f{i} on Query {{ ...f{i + 1} ...f{i + 1} }}" for i in range(links))
    return f"{{ ...f0 }} {chain} fragment f{links} on Query {{ me {{ userId }} }}"


def loop_of_fragments(length: int = 300) -> str:
    ring = " ".join(f"fragment f{i} on Query {{ ...f{(i + 1) % length} }}" for i in range(length))
    return f"{{ ...f0 }} {ring}"


CHEAP: Final = asking("{ me { userId } }")
DEEP: Final = asking("{ me " + "{ user { serviceProfiles " * 8 + "{ userId }" + "} }" * 8 + " }")
COSTLY: Final = asking(
    "{ inbox(limit: 100) { items { lastMessage { author { serviceProfiles { packages { id } } } } } } }"
)
HOSTILE: Final[Mapping[str, bytes]] = {
    "not JSON": b'{"query": ',
    "JSON, 100,000 levels": b"[" * 100_000 + b"]" * 100_000,
    "a number of 100,000 digits": b'{"query": "{ me { userId } }", "variables": {"n": '
    + b"9" * 100_000
    + b"}}",
    "100,000 nested brackets": asking("{a" * 100_000),
    "too deep": DEEP,
    "too costly": COSTLY,
    "billion laughs": asking(billion_laughs()),
    "a ring of fragments": asking(loop_of_fragments()),
    "600 aliases": asking("{ " + " ".join(f"a{i}: __typename" for i in range(600)) + " }"),
    "300 directives": asking("{ me { userId " + "@skip(if: false) " * 300 + "} }"),
    "1,500 faulty fields": asking("{ " + " ".join(f"nothing{i}" for i in range(1_500)) + " }"),
    "one field 2,400 times": asking("{ me { " + "userId " * 2_400 + "} }"),
    "300 operations": asking(" ".join(f"query q{i} {{ me {{ userId }} }}" for i in range(300))),
    "98 fragments at once": asking(
        "{ me { "
        + " ".join(f"...f{i}" for i in range(98))
        + " } } "
        + " ".join(f"fragment f{i} on Account {{ userId email }}" for i in range(98))
    ),
    "490 times one field": asking("{ me { " + "userId " * 490 + "} }"),
    "700 unknown input fields": asking(
        "{ search(input: {" + " ".join(f"a{i}: 1" for i in range(700)) + "}) { total } }"
    ),
    "250 KB of spaces": asking("{ me { userId } }" + " " * 250_000),
}
