import asyncio
import hashlib
import json
from dataclasses import asdict, replace
from datetime import UTC, datetime
from importlib.resources import files
from typing import Any

import pytest
import typst

from domain.docs.assembly import wordings_for
from domain.docs.binding import bind
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.docs.markdown import Block, BlockKind, Span
from domain.docs.printing import BRAND, Evidence, Sheet, SignatureLine, blocks_of, made_of
from domain.docs.terms import LegTerms
from domain.errors import Unavailable
from integrations.typst_documents import TypstDocuments
from tests.domain.docs.builders import studio_terms, talent_terms

HOSTILE = [
    '#eval("panic()")',
    "#panic()",
    '#import "/etc/passwd"',
    "*bold* _emph_ `raw`",
    "@reference <label>",
    "\\ \\u{1F600} // gone? /* gone? */",
    "$ integral $ ~ --- ...",
    "= Heading\n+ item\n- item\n/ term: x",
    "]]]) }}} ((([",
    "\"quotes\" 'apostrophes'",
    "\u65e5\u672c\u8a9e \u0639\u0631\u0628\u064a \U0001f600",
    "x" * 8_000,
]


@pytest.fixture
def printer() -> TypstDocuments:
    return TypstDocuments(timeout_s=60)


def a_sheet(terms: LegTerms | None = None, **changes: Any) -> Sheet:
    terms = terms or talent_terms()
    wording = wordings_for(terms, shipped_templates(), shipped_clauses())[-1]
    sheet = Sheet(
        brand=BRAND,
        title=wording.template.layout["title"],
        reference=("Booking lbg_1", "Document doc_1"),
        made_of=made_of(wording),
        blocks=blocks_of(wording, bind([wording], terms)),
        signature_lines=(
            SignatureLine("buyer", "Dana Whitfield"),
            SignatureLine("talent", "In\u00eas Carvalho"),
        ),
        fingerprint="f" * 64,
        generated_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
    )
    return replace(sheet, **changes)


def text_shown(sheet: Sheet) -> list[str]:
    """Every run of text on the pages, as the layout really set it."""
    source = files("integrations").joinpath("document.typ").read_bytes()
    data = json.dumps(asdict(sheet), default=str)
    compiler = typst.Compiler(source, ignore_system_fonts=True, sys_inputs={"sheet": data})
    shown: list[str] = []
    _collect(json.loads(compiler.query("par")), shown)
    return shown


def _collect(node: Any, shown: list[str]) -> None:
    if isinstance(node, dict):
        if node.get("func") == "text" and isinstance(node.get("text"), str):
            shown.append(node["text"])
        for value in node.values():
            _collect(value, shown)
    elif isinstance(node, list):
        for value in node:
            _collect(value, shown)


async def test_the_same_document_has_the_same_bytes_wherever_and_whenever_it_is_printed(
    printer: TypstDocuments,
) -> None:
    first, again = await printer.render(a_sheet()), await printer.render(a_sheet())
    elsewhere = await TypstDocuments(timeout_s=60).render(a_sheet())
    assert first == again == elsewhere
    assert first.startswith(b"%PDF-1.7")


@pytest.mark.parametrize(
    "change",
    [
        {"generated_at": datetime(2026, 4, 1, 12, 0, 1, tzinfo=UTC)},
        {"fingerprint": "e" * 64},
        {"reference": ("Booking lbg_2",)},
        {"made_of": ("Talent SOW v2",)},
        {"signature_lines": ()},
    ],
)
async def test_everything_on_the_page_counts(printer: TypstDocuments, change: dict[str, Any]) -> None:
    assert await printer.render(a_sheet(**change)) != await printer.render(a_sheet())


@pytest.mark.parametrize("typed", HOSTILE)
async def test_what_people_typed_is_shown_and_never_obeyed(printer: TypstDocuments, typed: str) -> None:
    block = Block(BlockKind.PARAGRAPH, (Span("Before "), Span(typed, strong=True), Span(" after")))
    sheet = a_sheet(
        title=typed, reference=(typed,), blocks=(block,), signature_lines=(SignatureLine(typed, typed),)
    )
    assert (await printer.render(sheet)).startswith(b"%PDF")
    shown = text_shown(sheet)
    assert [line for line in typed.split("\n") if line not in shown] == []


async def test_a_whole_contract_of_hostile_words_is_printed(printer: TypstDocuments) -> None:
    words = "\n".join(HOSTILE[:-1])
    terms = talent_terms(title=words, deliverables=words)
    assert (await printer.render(a_sheet(terms))).startswith(b"%PDF")


async def test_house_rules_are_printed(printer: TypstDocuments) -> None:
    sheet = a_sheet(studio_terms())
    assert (await printer.render(sheet)).startswith(b"%PDF")
    assert "- No glitter" in text_shown(sheet)


async def test_a_signed_file_is_the_same_for_the_same_evidence(printer: TypstDocuments) -> None:
    original = await printer.render(a_sheet())
    evidence = Evidence(
        original=original,
        original_sha256=hashlib.sha256(original).hexdigest(),
        reference=("Document doc_1",),
        lines=(("Dana Whitfield (buyer)", "2026-04-01 12:00:00", "192.0.2.7", '#eval("1")'),),
        completed_at=datetime(2026, 4, 1, 12, tzinfo=UTC),
    )
    signed = await printer.seal(evidence)
    assert signed == await printer.seal(evidence)
    assert signed != await printer.seal(replace(evidence, lines=()))
    pages = (
        original.count(b"/Type /Page\n") or original.count(b"/Type/Page\n") or original.count(b"/Type/Page/")
    )
    assert pages > 0
    # All pages of the original, one of evidence, and the original itself as an attachment.
    assert b"original.pdf" in signed
    assert f"/Count {pages + 1}".encode() in signed


async def test_a_document_that_takes_too_long_is_refused_as_retryable() -> None:
    hasty = TypstDocuments(at_once=1, timeout_s=0.0)
    for _ in range(3):
        with pytest.raises(Unavailable) as refusal:
            await hasty.render(a_sheet())
        assert refusal.value.code == "DOC_RENDER_FAIL"


async def test_a_document_given_up_on_leaves_its_place_when_it_is_done() -> None:
    single = TypstDocuments(at_once=1, timeout_s=0.0)
    with pytest.raises(Unavailable):
        await single.render(a_sheet())
    single.timeout_s = 60
    assert (await single.render(a_sheet())).startswith(b"%PDF")


async def test_a_file_that_is_not_a_document_cannot_be_sealed(printer: TypstDocuments) -> None:
    broken = Evidence(b"/Type /Page not a pdf", "0" * 64, (), (), datetime(2026, 4, 1, tzinfo=UTC))
    with pytest.raises(Unavailable) as refusal:
        await printer.seal(broken)
    assert refusal.value.code == "DOC_RENDER_FAIL"


async def test_documents_are_printed_side_by_side_and_each_is_itself(printer: TypstDocuments) -> None:
    sheets = [a_sheet(title=f"Document {number}") for number in range(6)]
    side_by_side = await asyncio.gather(*(printer.render(sheet) for sheet in sheets))
    assert side_by_side == [await printer.render(sheet) for sheet in sheets]
    assert len(set(side_by_side)) == 6
