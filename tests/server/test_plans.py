"""`rastup schema plans`: what is read by one statement stays so."""

from collections.abc import Mapping
from typing import Any

import pytest
from typer.testing import CliRunner

from server.cli import app
from server.commands.plans import LIST, all_listed, lost
from server.compiled.listing import Listed


@pytest.fixture(scope="module")
def found() -> list[Listed]:
    return list(all_listed())


def plans(*arguments: str, env: Mapping[str, str | None] | None = None) -> Any:
    return CliRunner().invoke(app, ["schema", "plans", *arguments], env=env)


def test_nothing_that_was_read_by_one_statement_has_been_lost(found: list[Listed]) -> None:
    assert lost(found, LIST.read_text(encoding="utf-8")) == []


def test_what_is_lost_is_named(found: list[Listed]) -> None:
    line = "| examples/01-sign-up.graphql | SignUp | account Account, a Rabbit |  |"
    assert lost(found, line) == ["examples/01-sign-up.graphql SignUp: a Rabbit"]


def test_every_document_of_ours_is_listed_with_one_operation_at_least(found: list[Listed]) -> None:
    names = {one.document for one in found}
    assert {"examples/12-read-the-inbox.graphql", "client/documents/talk.ts"} <= names
    assert {one.kind for one in found} == {"query", "mutation", "subscription"}
    assert len(found) >= len(names) > 30


def test_a_statement_is_printed_with_the_names_of_its_values() -> None:
    told = plans("12-read-the-inbox").output
    assert "query: compiled" in told
    assert "$1 " in told
    assert "row_to_json" in told
    assert "sign-up" not in told


def test_what_the_database_means_to_do_is_printed_when_asked_for(database_url: str) -> None:
    told = plans("12-read-the-inbox", "--explain", env={"DATABASE_URL": database_url})
    assert told.exit_code == 0, told.output
    assert "Scan" in told.output


def test_the_check_passes_on_what_is_checked_in() -> None:
    assert plans("--check").exit_code == 0
