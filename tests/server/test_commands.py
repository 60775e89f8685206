"""The `rastup` command, as somebody at a keyboard meets it."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from integrations.s3_files import Bucket
from server.cli import app
from server.settings import Settings

Run = Callable[..., Any]


@pytest.fixture
def environment(database_url: str, bucket: Bucket, tmp_path: Path) -> Mapping[str, str]:
    return {
        "DATABASE_URL": database_url,
        "RASTUP_ENV": "development",
        "RASTUP_DATA_DIR": str(tmp_path),
        "S3_ENDPOINT_URL": bucket.endpoint or "",
        "S3_ACCESS_KEY": bucket.access_key or "",
        "S3_SECRET_KEY": bucket.secret_key or "",
        "S3_BUCKET": bucket.name,
        "STRIPE_API_BASE": "http://127.0.0.1:9",
    }


@pytest.fixture
def rastup(environment: Mapping[str, str]) -> Run:
    return lambda *arguments, **changes: CliRunner().invoke(app, arguments, env={**environment, **changes})


def test_the_contract_check_finds_no_difference_and_coverage_is_for_machines_too(rastup: Run) -> None:
    checked = rastup("schema", "check")
    assert (checked.exit_code, "No difference" in checked.output) == (0, True)
    served = json.loads(rastup("schema", "coverage", "--json").output)
    assert served["milestone"]["M1"] == [78, 78]


def test_migrating_a_current_database_changes_nothing(rastup: Run) -> None:
    first, second = rastup("migrate"), rastup("migrate")
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert first.output == second.output


def test_the_clock_tells_and_moves(rastup: Run) -> None:
    alone: dict[str, Any] = {"STRIPE_API_BASE": None}
    assert "0:00:00 ahead" in rastup("clock", **alone).output
    assert "2:00:00 ahead" in rastup("clock", "--advance", "2", **alone).output
    assert "2:00:00 ahead" in rastup("clock", **alone).output


def test_the_clock_does_not_move_without_the_processor_it_moves_with(rastup: Run) -> None:
    stuck = rastup("clock", "--advance", "2")
    assert (stuck.exit_code, "does not answer" in stuck.output) == (1, True)
    assert "0:00:00 ahead" in rastup("clock").output


def test_the_clock_of_production_cannot_be_moved(rastup: Run) -> None:
    moved = rastup("clock", "--advance", "2", RASTUP_ENV="production", RASTUP_SECRET="long and random")
    assert moved.exit_code == 1
    assert "cannot be moved" in moved.output


def test_jobs_are_listed_and_an_unknown_one_cannot_be_replayed(rastup: Run) -> None:
    assert "dead: 0" in rastup("jobs", "list").output
    unknown = rastup("jobs", "replay", "job_none")
    assert unknown.exit_code == 1
    assert "no dead job" in unknown.output


def test_an_empty_index_agrees_with_its_empty_sources(rastup: Run) -> None:
    assert rastup("search", "rebuild").exit_code == 0
    assert rastup("search", "parity").exit_code == 0


def test_the_doctor_names_what_is_missing_and_says_what_is_well(rastup: Run) -> None:
    examined = rastup("doctor")
    assert examined.exit_code == 1
    assert "PostgreSQL" in examined.output
    assert "✗ payments" in examined.output


def test_without_a_database_every_command_says_what_to_do(rastup: Run) -> None:
    answer = rastup("jobs", "list", DATABASE_URL=None)
    assert answer.exit_code == 1
    assert "make dev" in answer.output


def test_production_is_never_seeded_and_has_no_doubles(rastup: Run, settings: Settings) -> None:
    production = {"RASTUP_ENV": "production", "RASTUP_SECRET": settings.secret}
    for command in (("seed",), ("double", "files"), ("double", "stripe")):
        refused = rastup(*command, **production)
        assert refused.exit_code == 1
        assert "Stopped" in refused.output
    assert "no size huge" in rastup("seed", "--size", "huge").output
