"""What can be told in a second: the application imports, and serves nothing the contract does not promise."""

from server.schema import served_schema


def test_the_served_schema_is_part_of_the_contract() -> None:
    assert served_schema().query_type is not None
