"""Prints documents with Typst. The layouts are constant; what a booking says reaches them as data only."""

import asyncio
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Final

import orjson

from domain.docs.printing import BRAND, Evidence, Sheet
from domain.errors import Unavailable

if TYPE_CHECKING:
    import typst

LAYOUT_VERSION: Final = 1
"""Raised by hand with every change of a layout that may change the bytes of a document."""

_PAGE: Final = re.compile(rb"/Type\s*/Page\b")


class TypstDocuments:
    """At most `at_once` documents are set at a time; one that takes longer than `timeout_s` is refused."""

    def __init__(self, *, at_once: int = 2, timeout_s: float = 10.0) -> None:
        self._places = asyncio.Semaphore(at_once)
        self.timeout_s = timeout_s

    @property
    def version(self) -> str:
        return f"typst-{version('typst')}/layout-{LAYOUT_VERSION}"

    async def render(self, sheet: Sheet) -> bytes:
        data = json.dumps(asdict(sheet), default=_instant)
        return await self._print("document.typ", {"sheet": data}, sheet.generated_at)

    async def seal(self, evidence: Evidence) -> bytes:
        described = {name: value for name, value in vars(evidence).items() if name != "original"}
        described |= {"brand": BRAND, "pages": len(_PAGE.findall(evidence.original))}
        inputs = {
            "evidence": json.dumps(described, default=_instant),
            # Typst takes text only: the bytes go as a list of numbers, which is long.
            "original": orjson.dumps(list(evidence.original)).decode(),
        }
        return await self._print("evidence.typ", inputs, evidence.completed_at)

    async def _print(self, layout: str, inputs: Mapping[str, str], at: datetime) -> bytes:
        try:
            async with asyncio.timeout(self.timeout_s):
                await self._places.acquire()
                # A running thread cannot be stopped. It keeps its place until it is done, so documents that
                # ran out of time cannot pile up beside the ones that follow.
                return await asyncio.shield(self._started(layout, dict(inputs), at))
        except TimeoutError:
            raise _failed("It took too long.") from None

    def _started(self, layout: str, inputs: dict[str, str], at: datetime) -> "asyncio.Task[bytes]":
        work = asyncio.create_task(asyncio.to_thread(self._compile, layout, inputs, at))
        work.add_done_callback(self._leave)
        return work

    def _leave(self, work: "asyncio.Task[bytes]") -> None:
        self._places.release()
        if not work.cancelled():
            # Whoever ran out of patience does not ask how it ended.
            work.exception()

    def _compile(self, layout: str, inputs: dict[str, str], at: datetime) -> bytes:
        import typst  # noqa: PLC0415 - 7 MB that only a process which prints has to carry

        source = files("integrations").joinpath(layout).read_bytes()
        # Only the fonts inside the wheel: a font of this machine would make the bytes differ elsewhere.
        compiler = typst.Compiler(source, font_paths=self._fonts, ignore_system_fonts=True, sys_inputs=inputs)
        try:
            pdf = compiler.compile(format="pdf", timestamp=int(at.timestamp()))
        except typst.TypstError as error:
            raise _failed("The text could not be set.") from error
        if not isinstance(pdf, bytes):
            raise TypeError("a PDF is one file")
        return pdf

    @cached_property
    def _fonts(self) -> "typst.Fonts":
        import typst  # noqa: PLC0415 - as above

        return typst.Fonts(include_system_fonts=False)


def _instant(value: Any) -> str:
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S UTC")
    raise TypeError(f"{type(value).__name__} cannot be printed")


def _failed(why: str) -> Unavailable:
    return Unavailable(
        "DOC_RENDER_FAIL", f"The document could not be rendered. {why}", hint="Try again in a moment."
    )
