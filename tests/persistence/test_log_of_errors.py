"""What an error of the database says in the log: where it happened, not whose data it was about."""

from typing import Any

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server.logs import for_machines, without_private
from tests.world import World

EMAIL = "quietly.quentin@private.example"
NAME = "Quentin Quietly"
KEEP = text("insert into person_probe values (:email, :name)")


def logged(**event: Any) -> str:
    """The line that the logger of a process would write."""
    written = structlog.testing.CapturingLogger()
    logger = structlog.wrap_logger(
        written, processors=[without_private, *for_machines()], wrapper_class=structlog.BoundLogger
    )
    logger.error("request.failed", **event)
    (call,) = written.calls
    return str(call.args[0])


async def test_a_row_that_breaks_a_rule_is_not_quoted(api: World) -> None:
    async with api.process.kernel.engine.connect() as connection:
        await connection.execute(
            text("create temp table person_probe (email text primary key, name text) on commit drop")
        )
        await connection.execute(KEEP, {"email": EMAIL, "name": NAME})
        with pytest.raises(DBAPIError) as refused:
            await connection.execute(KEEP, {"email": EMAIL, "name": NAME})
    line = logged(exc_info=refused.value)
    assert "person_probe_pkey" in line
    assert "test_log_of_errors.py" in line
    assert (EMAIL in line, NAME in line) == (False, False)


async def test_a_value_of_the_wrong_kind_is_not_quoted(api: World) -> None:
    with pytest.raises(DBAPIError) as refused:
        async with api.process.kernel.engine.connect() as connection:
            await connection.execute(text("select cast(:age as integer)"), {"age": EMAIL})
    assert EMAIL not in logged(exc_info=refused.value)


@pytest.mark.parametrize(
    "secret",
    [
        EMAIL,
        "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiJ1c3JfMSJ9.c2lnbmF0dXJl",
        "Bearer whatever-this-is",
        "Zk3v9Qm1Xo5Tn7Ry2Wb8Lc4Hd6Jf0Gs-Ap_Ue1Ki3Vx",
    ],
)
def test_what_looks_like_an_address_or_a_token_is_struck_out_anywhere(secret: str) -> None:
    line = logged(error=f"ValueError: {secret} was not expected", deeper=[{"said": secret}], kept="usr_1")
    assert (secret in line, line.count("[redacted]"), "usr_1" in line) == (False, 2, True)


def test_ids_and_digests_are_left_alone() -> None:
    ids = ["usr_01jd3q9n6xf8r9w2t4v6y8z0ab", "a" * 64, "0" * 32, "buyer_01:leg_02"]
    line = logged(ids=ids)
    assert [one for one in ids if one not in line] == []
