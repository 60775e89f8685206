"""Which documents are read by one statement, which are not, and why."""

import asyncio
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from graphql import OperationDefinitionNode

from domain.pages import Cursors
from persistence.explained import generic_plans
from persistence.lean import LeanPool
from server.commands.opening import console, leave, settings_or_leave
from server.commands.samples import sample_values
from server.compiled.executor import CompiledExecutor
from server.compiled.listing import Listed, Part, listed
from server.documents import Document, Documents
from server.schema import served_schema

ROOT: Final = Path(__file__).parents[2]
LIST: Final = ROOT / "docs" / "plans.md"
FOLDERS: Final = ("examples", "client/documents", "bench/documents")
# What stands above the rows is written by hand.
TABLE: Final = "|---|---|---|---|\n"
_BLANK: Final = re.compile(r"\{\{([^}]+)\}\}")
_IN_TYPESCRIPT: Final = re.compile(r"graphql`([^`]+)`")


def plans(
    only: Annotated[str, typer.Argument(help="A part of the name of a document or operation.")] = "",
    explain: Annotated[bool, typer.Option(help="With what the database at DATABASE_URL would do.")] = False,
    check: Annotated[bool, typer.Option(help="Fail when less is compiled than docs/plans.md says.")] = False,
    write: Annotated[bool, typer.Option(help="Write docs/plans.md.")] = False,
) -> None:
    """How every example, client and bench document is run: compiled or why not, statement, parameters."""
    found = list(all_listed())
    if not found:
        raise leave("there are no documents here; this command is for a checkout of the source.")
    if write:
        LIST.write_text(page(found), encoding="utf-8")
    elif check:
        _check(found)
    else:
        _print([one for one in found if only in one.document or only in one.operation], explain=explain)


def all_listed() -> Iterator[Listed]:
    schema = served_schema()
    compiled = CompiledExecutor(schema, _NoPool(), Cursors(b"plans"))
    compiled.shelf.is_patient = False
    documents = Documents(schema)
    for name, text, given in sorted(_texts()):
        document = documents.of(text, hide_suggestions=False, is_strangers=False)
        for operation in _operations(document, name):
            variables = given or sample_values(schema, operation)
            yield listed(compiled, name, document, operation, variables)


def page(found: Iterable[Listed]) -> str:
    """The checked-in page with the rows as they are now."""
    head, table, _ = LIST.read_text(encoding="utf-8").partition(TABLE)
    return head + table + "".join(f"{_row(one)}\n" for one in found)


def lost(found: Iterable[Listed], kept: str) -> list[str]:
    """What the list says is read by one statement, and is not."""
    now = {(one.document, one.operation): one.compiled for one in found}
    missing = []
    for line in kept.splitlines():
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("| ") and len(cells) == 4 and (cells[0], cells[1]) in now:
            missing += [
                f"{cells[0]} {cells[1]}: {part}" for part in _parts(cells[2]) - now[cells[0], cells[1]]
            ]
    return missing


class _NoPool(LeanPool):
    """Nothing is read where plans are only listed."""

    def __init__(self) -> None:
        super().__init__("", 0, {})


def _texts() -> Iterator[tuple[str, str, Mapping[str, Any]]]:
    """Name, text and variables of every document there is."""
    for folder in FOLDERS:
        for path in (ROOT / folder).glob("*.graphql"):
            beside = path.with_suffix(".json")
            given = json.loads(_filled(beside.read_text(encoding="utf-8"))) if beside.exists() else {}
            yield f"{folder}/{path.name}", path.read_text(encoding="utf-8"), given
        for path in (ROOT / folder).glob("*.ts"):
            for text in _IN_TYPESCRIPT.findall(path.read_text(encoding="utf-8")):
                yield f"{folder}/{path.name}", text, {}


def _filled(text: str) -> str:
    """With something in the place of {{names}}; days where examples count from today."""
    return re.sub(
        r"\{\{(today[^}]*|[^}]*)\}\}",
        lambda one: "2027-01-01" if one[1].startswith("today") else one[1],
        text,
    )


def _operations(document: Document, name: str) -> Sequence[OperationDefinitionNode]:
    if document.node is None:
        raise leave(f"{name} is no valid document: {document.errors[0].message}")
    return [node for node in document.node.definitions if isinstance(node, OperationDefinitionNode)]


def _check(found: Sequence[Listed]) -> None:
    kept = LIST.read_text(encoding="utf-8")
    if gone := lost(found, kept):
        raise leave("no longer read by one statement:\n" + "\n".join(gone))
    if page(found) != kept:
        console.print("Nothing is lost; the list is older than the code: rastup schema plans --write")
    else:
        console.print(f"[green]{len(found)} operations, as listed.[/]")


def _print(found: Sequence[Listed], *, explain: bool) -> None:
    statements = [part.statement for one in found for part in one.parts if part.statement]
    url = settings_or_leave().database_url if explain else ""
    told = iter(asyncio.run(generic_plans(url, statements)) if explain else ())
    for one in found:
        console.rule(f"{one.document} {one.operation}", align="left")
        for part in one.parts:
            _print_part(part, next(told) if explain and part.statement else "")


def _print_part(part: Part, plan: str) -> None:
    if part.statement is None:
        console.print(f"{part.name}: not compiled: {part.why_not}", highlight=False, markup=False)
        return
    names = ", ".join(f"${number} {name}" for number, name in enumerate(part.statement.names, 1))
    told = f"{part.name}: compiled\n{names}\n\n{part.statement.text}\n{plan}\n"
    console.print(told, highlight=False, markup=False, soft_wrap=True)


def _row(one: Listed) -> str:
    compiled = ", ".join(part.name for part in one.parts if part.statement)
    rest = "; ".join(f"{part.name}: {part.why_not}" for part in one.parts if not part.statement)
    if not one.parts:
        rest = "nothing in it is a row"
    return f"| {one.document} | {one.operation} | {compiled} | {rest} |"


def _parts(cell: str) -> frozenset[str]:
    return frozenset(filter(None, cell.split(", ")))
