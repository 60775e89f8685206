"""Which wording a leg needs: the newest published version of each template that its city and role admit."""

from collections.abc import Iterable, Mapping, Sequence

from domain.docs.clauses import Clause, ClauseKey, Template, Wording
from domain.docs.terms import LegTerms
from domain.errors import Forbidden


def wordings_for(
    terms: LegTerms, templates: Iterable[Template], clauses: Iterable[Clause]
) -> tuple[Wording, ...]:
    """The documents of a leg, in order of template name. DOC_TEMPLATE_GATED when there is none."""
    shelf = {clause.key: clause for clause in clauses}
    usable = [template for template in templates if _admits(template, terms, shelf)]
    if not usable:
        raise Forbidden(
            "DOC_TEMPLATE_GATED",
            f"No document template may be used for the role {terms.role} in {terms.city}.",
            hint="Choose another city or role, or ask for this one to be opened.",
        )
    return tuple(_wording(template, shelf) for template in _newest(usable))


def _admits(template: Template, terms: LegTerms, shelf: Mapping[ClauseKey, Clause]) -> bool:
    gates = [template.gate, *(shelf[key].gate for key in template.clause_keys)]
    return all(gate.admits(terms.city, terms.role) for gate in gates)


def _newest(templates: Sequence[Template]) -> list[Template]:
    newest = {
        template.name: template for template in sorted(templates, key=lambda template: template.version)
    }
    return [newest[name] for name in sorted(newest)]


def _wording(template: Template, shelf: Mapping[ClauseKey, Clause]) -> Wording:
    return Wording(template, tuple(shelf[key] for key in template.clause_keys))
