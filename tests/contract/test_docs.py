"""What the documentation says is so: its numbers are the code's, its codes are the catalogue's."""

import re
from datetime import timedelta
from importlib import import_module
from pathlib import Path

import pytest

from schema.served import error_codes
from server.sockets import protocol
from tools.error_pages import CLASSES, PAGE, operations_by_code, page

DOCS = Path(__file__).parents[2] / "docs"
API = (DOCS / "api.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<what>[^|]+) \| (?P<number>\d+) \| (?P<where>`[^|]+`) \|$", re.MULTILINE)
LIMITS = [
    (match["what"], int(match["number"]), name)
    for match in ROW.finditer(API)
    for name in re.findall(r"`([\w.]+)`", match["where"])
]


def value_of(name: str) -> float:
    """The number behind `module.NAME` or `module.Class.attribute`, timedeltas in days."""
    module, _, attribute = name.rpartition(".")
    holder = import_module(module) if module.rpartition(".")[2].islower() else None
    if holder is None:
        module, _, kind = module.rpartition(".")
        holder = getattr(import_module(module), kind)
    value = getattr(holder, attribute)
    return value / timedelta(days=1) if isinstance(value, timedelta) else value


@pytest.mark.parametrize(("what", "number", "name"), LIMITS, ids=[name for _, _, name in LIMITS])
def test_a_number_in_the_documentation_is_the_code_s(what: str, number: int, name: str) -> None:
    assert value_of(name) == number, f"{what}: docs/api.md says {number}, {name} is {value_of(name)}"


def test_no_row_of_the_table_of_limits_goes_unread() -> None:
    table = API.split("## Limits")[1].split("\n## ")[0]
    rows = [line for line in table.splitlines() if line.startswith("| ") and "where it is chosen" not in line]
    assert len(rows) == len(ROW.findall(table)) > 30


def test_every_close_code_of_ours_is_explained() -> None:
    named = {name: value for name, value in vars(protocol).items() if name.isupper() and type(value) is int}
    ours = {value for value in named.values() if 1000 < value < 5000}
    assert ours <= {int(code) for code in re.findall(r"^\| (\d{4}) \|", API, re.MULTILINE)}


def test_the_page_of_errors_is_the_catalogue_s() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "Run: python -m tools.error_pages"


def test_every_code_that_an_operation_names_has_its_page_and_its_class_advice() -> None:
    catalogue = error_codes()
    assert operations_by_code().keys() <= catalogue.keys()
    assert {row["class"] for row in catalogue.values()} <= CLASSES.keys()
    assert page().count("\n## ") == len(catalogue) + 1
