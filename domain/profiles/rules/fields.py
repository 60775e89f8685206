"""The kinds of role-specific field. Each names its own problem by path and hands back the value to keep."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from domain.validation import Problems


class Kind(Protocol):
    """What a field may hold."""

    def read(self, problems: Problems, name: str, value: Any) -> Any: ...


@dataclass(frozen=True)
class Whole:
    """A whole number within a range."""

    least: int
    most: int

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        problems.integer(name, value, self.least, self.most)
        return value


@dataclass(frozen=True)
class Flag:
    """True or false; nothing that merely looks like it."""

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        problems.require(name, "Must be true or false.", ok=isinstance(value, bool))
        return value


@dataclass(frozen=True)
class Statement:
    """Something the owner has to affirm: only true will do."""

    claim: str

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        problems.require(name, f"Must be true: {self.claim}", ok=value is True)
        return value


@dataclass(frozen=True)
class Text:
    """One line or paragraph."""

    most: int

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        return value.strip() if problems.text(name, value, self.most) else value


@dataclass(frozen=True)
class Choices:
    """A list of different terms of one vocabulary."""

    allowed: Collection[str]
    most: int

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        for index, term in enumerate(_listed(problems, name, value, self.most)):
            problems.one_of(f"{name}.{index}", term, self.allowed)
        return value


@dataclass(frozen=True)
class Texts:
    """A list of different short texts."""

    most: int
    most_characters: int

    def read(self, problems: Problems, name: str, value: Any) -> Any:
        line = Text(self.most_characters)
        listed = _listed(problems, name, value, self.most)
        return [line.read(problems, f"{name}.{index}", text) for index, text in enumerate(listed)]


def refuse_unknown(
    problems: Problems, document: Mapping[str, Any], known: Collection[str], message: str
) -> None:
    """Names every key of a stranger's document that is not known: short, and only what can be printed."""
    for key in document.keys() - known:
        problems.add("".join(character for character in str(key)[:40] if character.isprintable()), message)


def _listed(problems: Problems, name: str, value: Any, most: int) -> list[Any]:
    """The entries to look at one by one; none when the list itself is wrong."""
    if not problems.require(name, "Must be a list.", ok=isinstance(value, list | tuple)):
        return []
    if not problems.count(name, value, most):
        return []
    seen = [text.strip().casefold() for text in value if isinstance(text, str)]
    problems.require(name, "Each entry only once.", ok=len(set(seen)) == len(seen))
    return list(value)


@dataclass(frozen=True)
class Field:
    """One key of a role's fields, and whether a page can go live without it."""

    key: str
    kind: Kind
    needed: bool = False
