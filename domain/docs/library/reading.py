"""Reads the shipped files: data in TOML between two +++ lines, then the wording in Markdown."""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from domain.docs.clauses import Clause, ClauseKey, Gate, SignerRole, Template
from domain.docs.variables import Variable, VariableType

_FENCE = "+++\n"


@cache
def shipped_clauses() -> tuple[Clause, ...]:
    return tuple(clause_from(data, body) for data, body in _documents() if data["kind"] == "clause")


@cache
def shipped_templates() -> tuple[Template, ...]:
    return tuple(template_from(data, body) for data, body in _documents() if data["kind"] == "template")


def split(text: str) -> tuple[Mapping[str, Any], str]:
    """The front data and the body of one file."""
    before, front, body = text.split(_FENCE, 2)
    if before.strip():
        raise ValueError("a library file begins with its data")
    return tomllib.loads(front), body.strip()


def clause_from(data: Mapping[str, Any], body: str) -> Clause:
    return Clause(
        clause_id=data["id"],
        key=ClauseKey(data["name"], data["version"]),
        gate=_gate(data),
        body_markdown=body,
        variables=tuple(
            variable_from(name, spec) for name, spec in sorted(data.get("variables", {}).items())
        ),
    )


def template_from(data: Mapping[str, Any], body: str) -> Template:
    return Template(
        template_id=data["id"],
        name=data["name"],
        version=data["version"],
        locale=data["locale"],
        gate=_gate(data),
        clause_keys=tuple(ClauseKey(clause["name"], clause["version"]) for clause in data["clauses"]),
        signer_roles=tuple(SignerRole(role) for role in data["signer_roles"]),
        layout={**data["layout"], "intro": body},
    )


def variable_from(name: str, spec: Mapping[str, Any]) -> Variable:
    return Variable(
        name=name,
        type=VariableType(spec["type"]),
        description=spec["description"],
        example=spec["example"],
        choices=tuple(spec.get("choices", ())),
    )


def _gate(data: Mapping[str, Any]) -> Gate:
    return Gate(cities=tuple(data["city_gate"]), roles=tuple(data["role_gate"]))


def _documents() -> Iterator[tuple[Mapping[str, Any], str]]:
    shelf = sorted(files("domain.docs.library").iterdir(), key=lambda entry: entry.name)
    return (split(entry.read_text(encoding="utf-8")) for entry in shelf if entry.name.endswith(".md"))
