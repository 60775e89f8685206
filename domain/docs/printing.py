"""What goes to the printer: finished text in blocks, and all else the bytes depend on."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.docs.clauses import Wording
from domain.docs.markdown import Block, filled, parse

BRAND = "RastUp"


@dataclass(frozen=True)
class SignatureLine:
    role: str
    name: str


@dataclass(frozen=True)
class Sheet:
    """One document, ready to print: `reference` identifies it, `made_of` lists versions of its wording."""

    brand: str
    title: str
    reference: tuple[str, ...]
    made_of: tuple[str, ...]
    blocks: tuple[Block, ...]
    signature_lines: tuple[SignatureLine, ...]
    fingerprint: str
    generated_at: datetime


@dataclass(frozen=True)
class Evidence:
    """What a signed file is made of: the document as it was, and who signed it when and where."""

    original: bytes
    original_sha256: str
    reference: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    completed_at: datetime


def blocks_of(wording: Wording, words: Mapping[str, str]) -> tuple[Block, ...]:
    """The text of a document: its opening words, then every clause in order with its variables filled."""
    bodies = [
        str(wording.template.layout.get("intro", "")),
        *(clause.body_markdown for clause in wording.clauses),
    ]
    return tuple(block for body in bodies for block in filled(parse(body), words))


def made_of(wording: Wording) -> tuple[str, ...]:
    """Template and clauses with their versions, as the header says them."""
    template = wording.template
    clauses = (f"{clause.key.name} v{clause.key.version}" for clause in wording.clauses)
    return (f"{template.name} v{template.version}", *clauses)
