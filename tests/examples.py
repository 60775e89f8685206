"""The examples beside the API, read by the conventions of examples/README.md; front/src/stage.ts reads the same."""

import json
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

FOLDER: Final = Path(__file__).parent.parent / "examples"
DIRECTION: Final = re.compile(r"^#\s*(?:(As|Keep|Refused):\s*)?(.*)$")
BLANK: Final = re.compile(r"\{\{([^}]+)\}\}")
DAY: Final = re.compile(r"^today(?:\+(\d+))?$")


@dataclass(frozen=True)
class Example:
    name: str
    document: str
    variables: Mapping[str, Any]
    what: str
    person: str | None
    keep: Mapping[str, str]
    refused: str | None

    @property
    def is_subscription(self) -> bool:
        return re.search(r"^subscription\b", self.document, re.MULTILINE) is not None


def examples() -> list[Example]:
    """All of them, in the order of their numbers."""
    return [_example(path) for path in sorted(FOLDER.glob("*.graphql"))]


def _example(path: Path) -> Example:
    document = path.read_text()
    directions: dict[str, list[str]] = {"": [], "As": [], "Keep": [], "Refused": []}
    for line in document.splitlines():
        found = DIRECTION.match(line)
        if found is None:
            break
        directions[found[1] or ""].append(found[2].strip())
    beside = path.with_suffix(".json")
    pairs = [pair.split("=") for line in directions["Keep"] for pair in line.split(",")]
    return Example(
        name=path.stem,
        document=document,
        variables=json.loads(beside.read_text()) if beside.exists() else {},
        what=" ".join(directions[""]),
        person=next(iter(directions["As"]), None),
        keep={name.strip(): at.strip() for name, at in pairs},
        refused=next(iter(directions["Refused"]), None),
    )


@dataclass
class Story:
    """What the steps so far have brought."""

    kept: dict[str, Any] = field(default_factory=dict)

    def remember(self, example: Example, data: Any) -> None:
        for name, path in example.keep.items():
            value = data
            for key in path.split("."):
                value = value[int(key) if isinstance(value, list) else key]
            self.kept[name] = value

    def filled(self, value: Any, now: datetime) -> Any:
        """With values in the place of {{names}}. Raises KeyError for one that no step before has kept."""
        if isinstance(value, dict):
            return {key: self.filled(part, now) for key, part in value.items()}
        if isinstance(value, list):
            return [self.filled(part, now) for part in value]
        if not isinstance(value, str):
            return value
        whole = BLANK.fullmatch(value)
        return (
            self._value(whole[1], now)
            if whole
            else BLANK.sub(lambda one: str(self._value(one[1], now)), value)
        )

    def _value(self, name: str, now: datetime) -> Any:
        day = DAY.match(name)
        if day:
            return (now + timedelta(days=int(day[1] or 0))).date().isoformat()
        return uuid.uuid4().hex[:8] if name == "unique" else self.kept[name]
