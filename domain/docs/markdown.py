"""The little Markdown that clauses are written in: headings, paragraphs, lists, emphasis and {{variables}}.

Text is read into blocks before any value is filled in, so what people type is never read as Markdown.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

_LINE: Final = re.compile(
    r"(?P<heading>#{1,3}) +(?P<title>.+)|(?P<bullet>-) +(?P<item>.+)|(?P<number>\d+)\. +(?P<step>.+)"
)
_VARIABLE: Final = re.compile(r"\{\{([a-z][a-z0-9_]*)\}\}")
_INLINE: Final = re.compile(r"(\{\{[a-z][a-z0-9_]*\}\}|\*\*|\*)")


class BlockKind(StrEnum):
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    BULLET = "bullet"
    STEP = "step"


@dataclass(frozen=True)
class Span:
    """A run of text in one style; when `is_variable`, the text is the name of the value to stand there."""

    text: str
    strong: bool = False
    emphasis: bool = False
    is_variable: bool = False


@dataclass(frozen=True)
class Block:
    kind: BlockKind
    spans: tuple[Span, ...]
    level: int = 0


def parse(markdown: str) -> tuple[Block, ...]:
    """Blocks in order. Raises ValueError for emphasis that is not closed or braces that name no variable."""
    return tuple(_block(lines) for lines in _groups(markdown.splitlines()))


def variables_in(blocks: Iterable[Block]) -> frozenset[str]:
    return frozenset(span.text for block in blocks for span in block.spans if span.is_variable)


def filled(blocks: Iterable[Block], words: Mapping[str, str]) -> tuple[Block, ...]:
    """The blocks with the words of each variable in place of its name."""
    return tuple(
        replace(block, spans=tuple(_filled(span, words) for span in block.spans)) for block in blocks
    )


def _filled(span: Span, words: Mapping[str, str]) -> Span:
    return replace(span, text=words[span.text], is_variable=False) if span.is_variable else span


def _groups(lines: Iterable[str]) -> Iterator[list[str]]:
    """Lines of one block together: headings and list items begin one, a blank line ends one."""
    group: list[str] = []
    for line in (raw.strip() for raw in lines):
        begins = _LINE.fullmatch(line)
        if group and (not line or begins):
            yield group
            group = []
        if line:
            group.append(line)
        if begins and begins["heading"]:
            yield group
            group = []
    if group:
        yield group


def _block(lines: list[str]) -> Block:
    text = " ".join(lines)
    begins = _LINE.fullmatch(text)
    if begins is None:
        return Block(BlockKind.PARAGRAPH, _spans(text))
    if begins["heading"]:
        return Block(BlockKind.HEADING, _spans(begins["title"]), level=len(begins["heading"]))
    if begins["bullet"]:
        return Block(BlockKind.BULLET, _spans(begins["item"]))
    return Block(BlockKind.STEP, _spans(begins["step"]))


def _spans(text: str) -> tuple[Span, ...]:
    strong = emphasis = False
    spans = []
    for piece in _INLINE.split(text):
        if piece == "**":
            strong = not strong
        elif piece == "*":
            emphasis = not emphasis
        elif variable := _VARIABLE.fullmatch(piece):
            spans.append(Span(variable[1], strong, emphasis, is_variable=True))
        elif piece:
            spans.append(Span(_plain(piece), strong, emphasis))
    if strong or emphasis:
        raise ValueError(f"emphasis is not closed: {text[:60]}")
    return tuple(spans)


def _plain(text: str) -> str:
    if "{{" in text or "}}" in text:
        raise ValueError(f"braces that name no variable: {text[:60]}")
    return text
