"""`make demo` from nothing: every process started, the whole flow played, everything stopped again."""

import io

from rich.console import Console

from server.demo.__main__ import run


async def test_the_demo_goes_as_promised_on_a_marketplace_of_its_own() -> None:
    told = io.StringIO()
    code = await run(None, Console(file=told, width=200))
    assert code == 0, told.getvalue()
    for line in ("Both legs are confirmed with one charge of $875.39", "Amara Okafor was paid $540.00"):
        assert line in told.getvalue()


async def test_the_demo_says_so_when_nobody_is_there() -> None:
    told = io.StringIO()
    assert await run("http://127.0.0.1:9", Console(file=told, width=200)) == 1
    assert "It went otherwise" in told.getvalue()
