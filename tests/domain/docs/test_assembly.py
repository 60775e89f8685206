from dataclasses import replace

import pytest

from domain.docs.assembly import wordings_for
from domain.docs.binding import bind, values_from
from domain.docs.clauses import Gate, SignerRole, Template
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.docs.printing import blocks_of, made_of
from domain.docs.signers import people_for
from domain.docs.terms import REMOTE, LegTerms
from domain.errors import Forbidden, Invalid
from domain.money import Money
from tests.domain.docs.builders import DANA, INES, a_party, studio_terms, talent_terms


def names(terms: LegTerms, templates: tuple[Template, ...] | None = None) -> list[str]:
    wordings = wordings_for(terms, templates or shipped_templates(), shipped_clauses())
    return [f"{wording.template.name} v{wording.template.version}" for wording in wordings]


def text_of(terms: LegTerms) -> str:
    wordings = wordings_for(terms, shipped_templates(), shipped_clauses())
    words = bind(wordings, terms)
    blocks = [block for wording in wordings for block in blocks_of(wording, words)]
    return "\n".join("".join(span.text for span in block.spans) for block in blocks)


def test_a_model_gets_a_statement_of_work_and_a_release() -> None:
    assert names(talent_terms(role="model")) == ["Model Release (Adult) v1", "Talent SOW v1"]


@pytest.mark.parametrize("role", ["photographer", "videographer", "creator"])
def test_other_talent_gets_a_statement_of_work(role: str) -> None:
    assert names(talent_terms(role=role)) == ["Talent SOW v1"]


def test_a_studio_gets_house_rules() -> None:
    assert names(studio_terms()) == ["Studio House Rules v1"]


def test_a_role_without_template_is_gated() -> None:
    with pytest.raises(Forbidden, match="role fansub in houston") as refusal:
        names(talent_terms(role="fansub"))
    assert refusal.value.code == "DOC_TEMPLATE_GATED"


def test_a_city_gets_its_own_newest_version_and_others_the_one_they_may_use() -> None:
    sow = next(template for template in shipped_templates() if template.name == "Talent SOW")
    local = replace(sow, template_id="tpl_2", version=2, gate=Gate(("houston",), sow.gate.roles))
    both = (local, sow)
    assert names(talent_terms(role="creator"), both) == ["Talent SOW v2"]
    assert names(talent_terms(role="creator", city="austin"), both) == ["Talent SOW v1"]


def test_a_clause_that_is_gated_gates_its_template() -> None:
    sow = next(template for template in shipped_templates() if template.name == "Talent SOW")
    clauses = [replace(clause, gate=Gate(cities=("austin",))) for clause in shipped_clauses()]
    with pytest.raises(Forbidden):
        wordings_for(talent_terms(role="creator"), [sow], clauses)


def test_every_variable_of_the_shipped_wording_has_a_source() -> None:
    for terms in (talent_terms(), studio_terms()):
        for wording in wordings_for(terms, shipped_templates(), shipped_clauses()):
            assert {variable.name for variable in wording.variables} <= values_from(terms).keys()


def test_what_is_missing_is_named_all_at_once() -> None:
    terms = talent_terms(
        buyer=a_party(DANA, None),
        seller=a_party(INES, "Inês", is_adult=False),
        place=None,
        deliverables=" ",
        license_tier="galactic",
    )
    with pytest.raises(Invalid) as refusal:
        bind(wordings_for(terms, shipped_templates(), shipped_clauses()), terms)
    assert refusal.value.code == "DOC_VARS_MISSING"
    assert refusal.value.fields.keys() == {
        "buyer_legal_name",
        "deliverables_summary",
        "license_tier",
        "location_address",
        "model_age_statement",
        "photographer_legal_name",
        "territory",
        "usage_duration",
        "usage_scope",
    }


def test_the_statement_of_work_says_what_was_booked() -> None:
    text = text_of(talent_terms())
    assert "Dana Whitfield (the Client) and Inês Carvalho (the Talent)" in text
    assert "It begins at Saturday, 2 May 2026, 10:00 CDT (UTC-0500)" in text
    assert "1200 McKinney St, Houston, TX 77010, US" in text
    assert "The Client pays 739.50 USD in all, of which 49.50 USD is service tax." in text
    assert "- 72 hours or more before the start: 100 % back to the client" in text
    assert "of the standard tier" in text
    assert "Term: 2 years" in text


def test_a_session_that_crosses_midnight_in_utc_is_dated_by_the_clock_of_its_city() -> None:
    late = talent_terms().start_at.replace(day=3, hour=2)
    assert "takes place on Saturday, 2 May 2026" in text_of(talent_terms(start_at=late))


def test_a_remote_session_needs_no_address() -> None:
    assert "remote, by means the parties agree on" in text_of(talent_terms(place=REMOTE))


def test_house_rules_say_rules_deposit_and_overtime() -> None:
    text = text_of(studio_terms())
    assert "- No glitter\n- Quiet hours after 21:00" in text
    assert "A deposit of 500.00 USD applies" in text
    assert "claimed from the deposit, up to its amount, within 72 hours" in text
    assert "Overtime: 60.00 USD for each half hour begun" in text


def test_a_studio_without_deposit_or_overtime_says_so() -> None:
    studio = studio_terms().studio
    assert studio is not None
    text = text_of(studio_terms(studio=replace(studio, deposit=Money(0), overtime_per_30m=Money(0))))
    assert "No deposit is held." in text
    assert "Overtime: none is offered" in text


def test_the_header_names_every_version_that_went_in() -> None:
    (house_rules,) = wordings_for(studio_terms(), shipped_templates(), shipped_clauses())
    assert made_of(house_rules)[:3] == (
        "Studio House Rules v1",
        "House Rules: Use of Space v1",
        "House Rules: Deposit & Damage v1",
    )


def test_signers_are_the_people_of_the_booking() -> None:
    people = people_for([SignerRole.TALENT, SignerRole.PHOTOGRAPHER], talent_terms())
    assert {role: party.user_id for role, party in people.items()} == {
        SignerRole.TALENT: INES,
        SignerRole.PHOTOGRAPHER: DANA,
    }


def test_every_role_nobody_can_sign_for_is_named() -> None:
    terms = talent_terms(buyer=a_party(DANA, email=None), seller=a_party(INES, is_active=False))
    with pytest.raises(Invalid) as refusal:
        people_for([SignerRole.BUYER, SignerRole.TALENT, SignerRole.WITNESS], terms)
    assert refusal.value.code == "DOC_SIGNER_MISSING"
    assert refusal.value.fields.keys() == {"buyer", "talent", "witness"}
