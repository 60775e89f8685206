import hashlib
from importlib.resources import files

import pytest

from domain.docs.clauses import Clause, ClauseKey, Gate
from domain.docs.library.reading import shipped_clauses, shipped_templates, split
from domain.docs.markdown import parse
from domain.docs.variables import Variable, VariableType

# Published wording is frozen: people signed it. A file listed here never changes; add the next version instead.
PUBLISHED = {
    "governing_law.v1.md": "c70d8188e33e84f1",
    "house_rules_cleaning_overtime.v1.md": "58ed6597348185d9",
    "house_rules_deposit_damage.v1.md": "755bce194534193d",
    "house_rules_use_of_space.v1.md": "f4cfebb10c025054",
    "model_release_adult.v1.md": "6d2945a451f7f9d1",
    "model_release_adult_template.v1.md": "9202c911e78e437d",
    "sow_base_terms.v1.md": "34cb8e1c37e4f38e",
    "sow_cancellation.v1.md": "616d4b5d7aa1bdfa",
    "sow_ip_licensing.v1.md": "22d3bd39fb6460a2",
    "sow_limitation_of_liability.v1.md": "44081bf5b56af597",
    "sow_payment_escrow.v1.md": "3a7dbb78c58bed39",
    "sow_responsibilities.v1.md": "32e83c609499bbdb",
    "sow_safety_conduct.v1.md": "d72cc0dcb39218f8",
    "studio_house_rules.v1.md": "b5fe691e3d31c0b8",
    "talent_sow.v1.md": "ab9cda826b3485eb",
}


def test_published_wording_has_not_changed() -> None:
    shelf = {
        entry.name: entry for entry in files("domain.docs.library").iterdir() if entry.name.endswith(".md")
    }
    found = {name: hashlib.sha256(entry.read_bytes()).hexdigest()[:16] for name, entry in shelf.items()}
    assert found == PUBLISHED


def test_the_templates_of_the_launch_are_there() -> None:
    clauses = {template.name: [key.name for key in template.clause_keys] for template in shipped_templates()}
    assert clauses["Talent SOW"] == [
        "SOW: Base Terms",
        "SOW: Responsibilities",
        "SOW: IP & Licensing",
        "SOW: Payment & Escrow",
        "SOW: Cancellation",
        "SOW: Safety & Conduct",
        "SOW: Limitation of Liability",
        "Governing Law",
    ]
    assert clauses.keys() == {"Talent SOW", "Model Release (Adult)", "Studio House Rules"}


def test_templates_name_clauses_that_exist() -> None:
    known = {clause.key for clause in shipped_clauses()}
    assert {key for template in shipped_templates() for key in template.clause_keys} == known


def test_a_variable_means_the_same_in_every_clause() -> None:
    kinds: dict[str, set[VariableType]] = {}
    for clause in shipped_clauses():
        for variable in clause.variables:
            kinds.setdefault(variable.name, set()).add(variable.type)
    assert {name: sorted(found) for name, found in kinds.items() if len(found) > 1} == {}


def test_every_body_and_every_introduction_can_be_read() -> None:
    bodies = [clause.body_markdown for clause in shipped_clauses()]
    intros = [template.layout["intro"] for template in shipped_templates()]
    assert all(parse(text) for text in [*bodies, *intros])


@pytest.mark.parametrize("body", ["Without it", "With {{other}}", "With {{name}} and {{other}}"])
def test_a_clause_must_declare_exactly_what_it_uses(body: str) -> None:
    declared = (Variable("name", VariableType.STRING, "A name", "Dana"),)
    with pytest.raises(ValueError, match="used and declared variables differ"):
        Clause("cls_1", ClauseKey("Test", 1), Gate(), body, declared)


def test_a_file_without_data_is_not_wording() -> None:
    with pytest.raises(ValueError, match="begins with its data"):
        split("Words\n+++\n+++\nbody")
