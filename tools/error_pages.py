"""Write docs/errors.md from the catalogue of the contract: python -m tools.error_pages."""

import csv
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Final

from schema.served import FOLDER, error_codes

PAGE: Final = Path(__file__).parents[1] / "docs" / "errors.md"
HEAD: Final = """\
# Error codes

Made from `schema/contract/errors.csv` and `operations.csv` by `python -m tools.error_pages`; a test holds
it up to date. How errors are told is in [api.md](api.md#errors). What to do is in the `hint` and the
`remedies` of each error; what can be said about a whole class is here.

"""
# What a class of refusals means for the client, and its HTTP status where nothing was run.
CLASSES: Final[Mapping[str, str]] = {
    "bad_request": "The request itself is wrong. Mend it by `fields` and `hint`; as it is, it stays refused.",
    "unauthenticated": "Nobody is signed in, or the token ran out. Get one, then repeat. (HTTP 401)",
    "forbidden": "The caller may see this and may not do it. It takes another caller or another role.",
    "not_found": "There is nothing, or nothing that this caller may see; which of the two is not told.",
    "conflict": "The state of things does not allow it now. Read again, follow a remedy, then repeat.",
    "rate_limited": "Too much in a short time. Wait `retryAfterSec` seconds, then repeat. (HTTP 429)",
    "payment_required": "Money is missing, or the bank wants something. Follow the remedy with the payer.",
    "unavailable": "Something we need does not answer. Repeat with growing pauses. (HTTP 503)",
    "internal": "A fault of ours. Repeat once with the same `Idempotency-Key`, then quote the `corrId`.",
}


def operations_by_code() -> Mapping[str, list[str]]:
    """Which operations name a code as their own."""
    found = defaultdict(list)
    with (FOLDER / "operations.csv").open(newline="", encoding="utf-8") as handle:
        for row in csv.DictReader(handle):
            for code in filter(None, row["error_codes"].split(";")):
                found[code].append(row["name"])
    return found


def page() -> str:
    return HEAD + "\n".join([*_classes(), *_index(), *_codes()]) + "\n"


def _classes() -> Iterator[str]:
    yield "| class | what it means for a client |\n|---|---|"
    for name, advice in CLASSES.items():
        yield f"| {name} | {advice} |"
    yield ""


def _index() -> Iterator[str]:
    yield "## All codes\n"
    yield " · ".join(f"[{code}](#{_anchor(code)})" for code in sorted(error_codes()))
    yield ""


def _codes() -> Iterator[str]:
    operations = operations_by_code()
    for code, row in sorted(error_codes().items()):
        yield f"## {code}\n"
        yield f"{row['meaning']}\n"
        yield f"Class {row['class']}, area {row['area']}.\n"
        named = ", ".join(f"`{name}`" for name in sorted(operations.get(code, [])))
        yield f"Named by: {named}.\n" if named else "Named by no operation of its own: any may answer it.\n"


def _anchor(code: str) -> str:
    return code.lower()


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
