"""What npm installs is pinned by hash, wherever each machine fetches it from."""

import json
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = sorted(path for path in ROOT.glob("*/package-lock.json"))


def test_there_are_locks_to_look_at() -> None:
    assert "front" in {path.parent.name for path in LOCKS}


@pytest.mark.parametrize("lock", LOCKS, ids=lambda path: path.parent.name)
def test_every_package_has_a_hash_and_no_address(lock: Path) -> None:
    packages = json.loads(lock.read_text())["packages"]
    own = packages.pop("")
    assert packages
    assert [name for name, one in packages.items() if "resolved" in one] == [], (
        "use npm from that folder: .npmrc"
    )
    assert [
        name for name, one in packages.items() if not one.get("integrity", "").startswith("sha512-")
    ] == []
    wanted = {**own.get("dependencies", {}), **own.get("devDependencies", {})}
    assert [name for name, version in wanted.items() if not version[0].isdigit()] == []
