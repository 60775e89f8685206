import pytest

from domain.docs.markdown import Block, BlockKind, Span, filled, parse, variables_in


def test_text_is_read_into_blocks() -> None:
    blocks = parse("## Title\nA line\nand its end.\n\n- one\n- two\n  goes on\n\n1. first\n2. second")
    assert [(block.kind, block.level, block.spans[0].text) for block in blocks] == [
        (BlockKind.HEADING, 2, "Title"),
        (BlockKind.PARAGRAPH, 0, "A line and its end."),
        (BlockKind.BULLET, 0, "one"),
        (BlockKind.BULLET, 0, "two goes on"),
        (BlockKind.STEP, 0, "first"),
        (BlockKind.STEP, 0, "second"),
    ]


def test_emphasis_and_variables_become_spans() -> None:
    (block,) = parse("**{{buyer_name}}** is *the {{role}}*.")
    assert block.spans == (
        Span("buyer_name", strong=True, is_variable=True),
        Span(" is "),
        Span("the ", emphasis=True),
        Span("role", emphasis=True, is_variable=True),
        Span("."),
    )
    assert variables_in([block]) == {"buyer_name", "role"}


@pytest.mark.parametrize("typed", ["**bold**", "{{total_price}}", "# Title", "- item\n- item", "*", "\\*"])
def test_what_people_typed_is_never_read_as_markdown(typed: str) -> None:
    assert filled(parse("Say: {{words}}"), {"words": typed}) == (
        Block(BlockKind.PARAGRAPH, (Span("Say: "), Span(typed))),
    )


@pytest.mark.parametrize("wrong", ["**open", "a * b", "{{Not_Snake}}", "{{ spaced }}", "{{open"])
def test_wording_that_cannot_be_meant_is_refused_when_it_is_read(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"emphasis is not closed|braces that name no variable"):
        parse(wrong)
