"""Clauses and templates: the versioned wording that documents are put together from."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from domain.docs.markdown import parse, variables_in
from domain.docs.variables import Variable


class SignerRole(StrEnum):
    BUYER = "buyer"
    TALENT = "talent"
    STUDIO_OWNER = "studio_owner"
    PHOTOGRAPHER = "photographer"
    WITNESS = "witness"

    @property
    def label(self) -> str:
        """As it is printed."""
        return self.value.replace("_", " ")


@dataclass(frozen=True)
class Gate:
    """Where and for whom some wording may be used; an empty side lets everything through."""

    cities: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()

    def admits(self, city: str, role: str) -> bool:
        return (not self.cities or city in self.cities) and (not self.roles or role in self.roles)


@dataclass(frozen=True)
class ClauseKey:
    """A clause is named by both: the same name with another version is other wording."""

    name: str
    version: int


@dataclass(frozen=True)
class Clause:
    """A reusable paragraph of a contract. Once published it never changes; an edit is a new version."""

    clause_id: str
    key: ClauseKey
    gate: Gate
    body_markdown: str
    variables: tuple[Variable, ...]
    published_at: datetime | None = None

    def __post_init__(self) -> None:
        used = variables_in(parse(self.body_markdown))
        declared = {variable.name for variable in self.variables}
        if used != declared:
            odd = ", ".join(sorted(used ^ declared))
            raise ValueError(
                f"{self.key.name} v{self.key.version}: used and declared variables differ: {odd}"
            )


@dataclass(frozen=True)
class Template:
    """An ordered set of clauses with layout and signers; it names each clause with its version."""

    template_id: str
    name: str
    version: int
    locale: str
    gate: Gate
    clause_keys: tuple[ClauseKey, ...]
    signer_roles: tuple[SignerRole, ...]
    layout: Mapping[str, Any] = field(default_factory=dict)
    published_at: datetime | None = None


@dataclass(frozen=True)
class Wording:
    """A template together with exactly the clauses it names, in order."""

    template: Template
    clauses: tuple[Clause, ...]

    @property
    def variables(self) -> tuple[Variable, ...]:
        """Every variable of every clause, once."""
        return tuple(
            {variable.name: variable for clause in self.clauses for variable in clause.variables}.values()
        )
