"""Documents as they are kept: wording is frozen, evidence is only added, and a leg has one pack that counts."""

from dataclasses import replace

import pytest
from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError

from domain.docs.clauses import ClauseKey, Gate
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.docs.states import PackStatus
from domain.errors import Conflict
from domain.ids import DocId, EnvelopeId, PackId
from persistence.tables.docs import doc_clause, doc_pack, doc_sign_event, doc_template
from tests.api.signing import a_checkout
from tests.world import World


async def published(api: World) -> None:
    async with api.units() as uow:
        await uow.docs.publish(shipped_clauses(), shipped_templates(), uow.now)


async def test_wording_comes_back_as_it_was_published(api: World) -> None:
    await published(api)
    async with api.units() as uow:
        templates, clauses = await uow.docs.wording()
    assert {template.template_id: replace(template, published_at=None) for template in templates} == {
        template.template_id: template for template in shipped_templates()
    }
    assert {clause.key: replace(clause, published_at=None) for clause in clauses} == {
        clause.key: clause for clause in shipped_clauses()
    }


async def test_publishing_again_leaves_what_is_there(api: World) -> None:
    await published(api)
    first, *_ = shipped_clauses()
    other_words = replace(first, body_markdown="Other words", variables=())
    async with api.units() as uow:
        await uow.docs.publish([other_words], [], uow.now)
        _, clauses = await uow.docs.wording()
    assert {clause.key: clause.body_markdown for clause in clauses}[first.key] == first.body_markdown
    assert len(clauses) == len(shipped_clauses())


async def test_a_new_version_stands_beside_the_old_one(api: World) -> None:
    await published(api)
    old = shipped_clauses()[0]
    new = replace(old, clause_id="cls_new", key=ClauseKey(old.key.name, 2), gate=Gate(("houston",)))
    async with api.units() as uow:
        await uow.docs.publish([new], [], uow.now)
        _, clauses = await uow.docs.wording()
    assert {
        (clause.key.version, clause.gate.cities) for clause in clauses if clause.key.name == old.key.name
    } == {
        (1, ()),
        (2, ("houston",)),
    }


async def test_a_template_with_a_clause_out_of_use_is_not_offered(api: World) -> None:
    await published(api)
    async with api.process.kernel.engine.begin() as connection:
        law = doc_clause.c.name == "Model Release: Adult"
        await connection.execute(update(doc_clause).where(law).values(is_active=False))
    async with api.units() as uow:
        templates, _ = await uow.docs.wording()
    assert {template.name for template in templates} == {"Talent SOW", "Studio House Rules"}


@pytest.mark.parametrize(
    "statement",
    [
        update(doc_clause).values(body_markdown="Other words"),
        update(doc_clause).values(variables={}),
        update(doc_template).values(clause_ids=["cls_governing_law_1"]),
        update(doc_template).values(signer_roles=["buyer"]),
        update(doc_sign_event).values(address="somewhere else"),
        delete(doc_sign_event),
    ],
)
async def test_the_database_refuses_to_change_what_was_published_or_signed(
    api: World, statement: object
) -> None:
    booked = await a_checkout(api, studio=False)
    await booked.issued()
    with pytest.raises(IntegrityError, match="rows are kept as they are"):
        async with api.process.kernel.engine.begin() as connection:
            await connection.execute(statement)  # type: ignore[call-overload]


async def test_a_leg_has_one_pack_that_counts(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    await booked.issued()
    async with api.units() as uow:
        pack = (await uow.docs.live_packs([booked.talent_leg]))[booked.talent_leg]
    rival = replace(
        pack,
        pack_id=PackId("dpk_rival"),
        documents=tuple(
            replace(
                document,
                doc_id=DocId(f"doc_{at}"),
                pack_id=PackId("dpk_rival"),
                envelope_id=EnvelopeId(f"env_{at}"),
            )
            for at, document in enumerate(pack.documents)
        ),
    )
    with pytest.raises(Conflict):
        async with api.units() as uow:
            await uow.docs.add(rival)
    async with api.units() as uow:
        await uow.docs.save(pack.superseded(uow.now))
        await uow.docs.add(rival)
        assert (await uow.docs.live_packs([booked.talent_leg]))[booked.talent_leg].pack_id == "dpk_rival"


async def test_a_pack_comes_back_as_it_was_kept(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    issued = await booked.issued()
    async with api.units() as uow:
        pack = await uow.docs.pack(issued["packId"])
        assert pack is not None
        signed = pack.signed_by(pack.documents[0].signers[0].user_id, pack.documents[0], uow.now)
        await uow.docs.save(signed)
        again = await uow.docs.pack(issued["packId"])
    assert again == signed
    assert signed.status is PackStatus.ISSUED


async def test_refusals_keep_no_pack(api: World) -> None:
    booked = await a_checkout(api, studio=False, location_address=None)
    assert (await booked.issue()).code == "DOC_VARS_MISSING"
    async with api.process.kernel.engine.connect() as connection:
        assert await connection.scalar(select(func.count()).select_from(doc_pack)) == 0
