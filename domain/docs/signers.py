"""Who signs: the people behind the signer roles of a template."""

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from domain.docs.clauses import SignerRole
from domain.docs.terms import LegTerms, Party
from domain.errors import Invalid

_PARTIES: Final[Mapping[SignerRole, Callable[[LegTerms], Party]]] = {
    SignerRole.BUYER: lambda terms: terms.buyer,
    SignerRole.TALENT: lambda terms: terms.seller,
    SignerRole.STUDIO_OWNER: lambda terms: terms.seller,
    # The buyer commissions the images, so it is the buyer who counter-signs as photographer.
    SignerRole.PHOTOGRAPHER: lambda terms: terms.buyer,
}


def people_for(roles: Sequence[SignerRole], terms: LegTerms) -> dict[SignerRole, Party]:
    """The person of each role. DOC_SIGNER_MISSING names every role that has nobody who could sign."""
    people = {role: _PARTIES[role](terms) for role in roles if role in _PARTIES}
    problems = {role.value: problem for role in roles if (problem := _problem(people.get(role)))}
    if problems:
        raise Invalid(
            "DOC_SIGNER_MISSING",
            f"Nobody can sign as {', '.join(sorted(problems))}.",
            hint="Every signer needs an active account with an e-mail address.",
            fields=problems,
        )
    return people


def _problem(person: Party | None) -> str | None:
    if person is None:
        return "No person stands behind this role."
    if not person.is_active:
        return "The account behind this role is not active."
    return None if person.email else "The account behind this role has no e-mail address."
