"""The rules of the house, read from the source: arrows, places, the one clock."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from schema.served import error_codes

ROOT = Path(__file__).parents[2]
PACKAGES = ("domain", "integrations", "persistence", "resolvers", "schema", "server", "subscriptions")
# Whom each layer may import of ours. `schema.context` names the loaders for the type checker only.
ARROWS = {
    "domain": {"domain"},
    "persistence": {"persistence", "domain", "migrations"},
    "integrations": {"integrations", "domain"},
    "schema": {"schema", "domain"},
    "resolvers": {"resolvers", "schema", "domain"},
    "subscriptions": {"subscriptions", "schema", "domain", "resolvers"},
    "server": {*PACKAGES, "migrations"},
}
# The loaders, where readings and writings begin, and the feed that reads the log, are where persistence may be seen from above.
MAY_SEE_PERSISTENCE = (
    "resolvers/loaders/",
    "resolvers/readings/",
    "resolvers/writings/",
    "subscriptions/feed.py",
)
# The seed draws its own pictures.
MAY_SEE_VENDORS = ("server/seed/pictures.py",)
STANDARD_ONLY = "domain"
CLOCK_READERS = ("integrations/clock.py",)


def sources(package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((ROOT / package).rglob("*.py")):
        yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module) -> set[str]:
    """Top-level packages imported at run time; what stands under TYPE_CHECKING does not count."""
    found: set[str] = set()
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.If) and getattr(node.test, "id", "") == "TYPE_CHECKING":
            waiting += node.orelse
            continue
        if isinstance(node, ast.Import):
            found |= {name.name.split(".")[0] for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            found.add((node.module or "").split(".")[0])
        waiting += ast.iter_child_nodes(node)
    return found


@pytest.mark.parametrize("package", PACKAGES)
def test_imports_follow_the_arrows(package: str) -> None:
    wrong = []
    for path, tree in sources(package):
        allowed = set(ARROWS[package])
        if path.startswith(MAY_SEE_PERSISTENCE):
            allowed.add("persistence")
        seen = imports(tree) & {*PACKAGES, "migrations", "tests"}
        wrong += [f"{path} imports {name}" for name in seen - allowed]
    assert wrong == []


def test_the_domain_needs_only_the_standard_library() -> None:
    import sys

    wrong = [
        f"{path} imports {name}"
        for path, tree in sources(STANDARD_ONLY)
        for name in imports(tree) - {"domain"}
        if name not in sys.stdlib_module_names
    ]
    assert wrong == []


@pytest.mark.parametrize("package", PACKAGES)
def test_only_persistence_knows_sql_and_only_integrations_know_vendors(package: str) -> None:
    forbidden = {"sqlalchemy", "asyncpg"} if package not in {"persistence", "server"} else set()
    if package != "integrations":
        forbidden |= {"stripe", "boto3", "botocore", "typst", "PIL", "argon2", "joserfc", "typesense"}
    # A loader and the feed are handed connections, and the errors of the database are told in one file.
    wrong = [
        f"{path} imports {name}"
        for path, tree in sources(package)
        if not path.startswith((*MAY_SEE_PERSISTENCE, *MAY_SEE_VENDORS))
        for name in imports(tree) & forbidden
    ]
    assert wrong == []


@pytest.mark.parametrize("package", [name for name in PACKAGES if name != "integrations"])
def test_nobody_reads_the_wall_clock_but_the_clock(package: str) -> None:
    readers = {"datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time", "time.time_ns"}
    wrong = [
        f"{path}:{node.lineno}"
        for path, tree in sources(package)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and ast.unparse(node) in readers
    ]
    assert wrong == []


def test_no_money_is_a_float() -> None:
    wrong = []
    for package in ("domain", "persistence", "integrations"):
        for path, tree in sources(package):
            for node in ast.walk(tree):
                if isinstance(node, ast.AnnAssign | ast.arg) and node.annotation is not None:
                    name = getattr(getattr(node, "target", node), "id", getattr(node, "arg", ""))
                    if str(name).endswith("_cents") and "float" in ast.unparse(node.annotation):
                        wrong.append(f"{path}:{node.lineno} {name}")
    assert wrong == []


FAMILIES = {
    "Invalid": "bad_request",
    "Unauthenticated": "unauthenticated",
    "Forbidden": "forbidden",
    "NotFound": "not_found",
    "Conflict": "conflict",
    "RateLimited": "rate_limited",
    "PaymentRequired": "payment_required",
    "Unavailable": "unavailable",
    "Internal": "internal",
}


def test_every_refusal_has_a_code_of_the_catalogue_and_its_class() -> None:
    catalogue = error_codes()
    wrong = []
    for package in PACKAGES:
        for path, tree in sources(package):
            for node in ast.walk(tree):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args):
                    continue
                family, first = FAMILIES.get(node.func.id), node.args[0]
                if family is None or not isinstance(first, ast.Constant) or not isinstance(first.value, str):
                    continue
                row = catalogue.get(first.value)
                if row is None or row["class"] != family:
                    wrong.append(f"{path}:{node.lineno} {node.func.id}({first.value})")
    assert wrong == []


def test_gates_are_changed_by_those_who_change_the_row_of_their_thread() -> None:
    """A message by one statement holds what it saw against that row alone (decision 090)."""
    found = {
        f"{path} {node.name}": "update(thread)" in ast.unparse(node)
        for path, tree in sources("persistence")
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and "update(message_gate)" in ast.unparse(node)
    }
    assert found == {"persistence/threads/threads.py save": True}
