"""Why documents are not issued or signed: each refusal by its code, with nothing changed."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from sqlalchemy import update

from domain.bookings.states import LegMove
from domain.docs.clauses import SignerRole
from domain.docs.library.reading import shipped_clauses, shipped_templates
from domain.docs.policy import TIME_TO_SIGN
from domain.money import Money
from domain.profiles.model import Role
from integrations.s3_files import Bucket, S3Files
from integrations.typst_documents import TypstDocuments
from persistence.tables.accounts import account
from persistence.tables.docs import doc_instance, doc_template
from server.settings import Settings
from tests.api.signing import CREATE, Booked, a_checkout
from tests.world import Answer, World, open_world

SIGNING_S = int(TIME_TO_SIGN.total_seconds())


async def traces(booked: Booked) -> tuple[object, ...]:
    """Everything a refusal must leave as it was."""
    packs = (await booked.packs(booked.buyer)).data["docPacks"]
    lives = [
        (
            pack["packId"],
            pack["status"],
            [
                (document["envelopeStatus"], document["signers"], document["events"])
                for document in pack["documents"]
            ],
        )
        for pack in packs
    ]
    return await booked.statuses(), await booked.facts(), lives


async def follow(booked: Booked, answer: Answer) -> Answer:
    """Do what the first remedy of a refusal says."""
    remedy = answer.extensions["remedies"][0]
    assert remedy["mutation"] == "createDocPack"
    variables = {"draft": remedy["variables"]["draftId"], "leg": remedy["variables"].get("legId")}
    return await booked.api.run(CREATE, variables, token=booked.buyer.token)


async def test_only_the_buyer_issues_documents(api: World) -> None:
    booked = await a_checkout(api)
    before = await traces(booked)
    assert (await booked.issue(by=booked.talent)).code == "FORBIDDEN"
    assert await traces(booked) == before


async def test_everything_that_is_missing_is_named(api: World) -> None:
    booked = await a_checkout(api, studio=False, location_address=None, license_tier="galactic")
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(account).values(legal_name=None))
    before = await traces(booked)
    answer = await booked.issue(booked.talent_leg)
    assert answer.code == "DOC_VARS_MISSING"
    assert set(answer.extensions["fields"]) == {
        "buyer_legal_name",
        "license_tier",
        "location_address",
        "model_legal_name",
        "photographer_legal_name",
        "seller_legal_name",
        "territory",
        "usage_duration",
        "usage_scope",
    }
    assert await traces(booked) == before


async def test_a_model_who_did_not_state_their_age_gets_no_release(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    async with api.process.kernel.engine.begin() as connection:
        minor = account.c.user_id == booked.talent.user_id
        await connection.execute(update(account).where(minor).values(is18_plus_attested=False))
    answer = await booked.issue()
    assert answer.code == "DOC_VARS_MISSING"
    assert set(answer.extensions["fields"]) == {"model_age_statement"}


async def test_a_role_without_template_is_gated(api: World) -> None:
    booked = await a_checkout(api, role=Role.FANSUB, studio=False)
    assert (await booked.issue()).code == "DOC_TEMPLATE_GATED"
    assert (await booked.packs(booked.buyer)).data["docPacks"] == []


async def test_a_city_without_template_is_gated(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    async with api.units() as uow:
        await uow.docs.publish(shipped_clauses(), shipped_templates(), uow.now)
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(doc_template).values(city_gate=["austin"]))
    assert (await booked.issue()).code == "DOC_TEMPLATE_GATED"


async def test_a_signer_without_active_account_is_missing(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    async with api.process.kernel.engine.begin() as connection:
        seller = account.c.user_id == booked.talent.user_id
        await connection.execute(update(account).where(seller).values(status="suspended"))
    answer = await booked.issue()
    assert (answer.code, set(answer.extensions["fields"])) == ("DOC_SIGNER_MISSING", {"talent"})


async def test_documents_are_for_checkouts_that_are_not_over(api: World) -> None:
    booked = await a_checkout(api)
    async with api.units() as uow:
        group = await uow.bookings.holding(booked.lbg_id)
        assert group is not None
        await uow.bookings.save(group.moved(LegMove.FAIL))
    before = await traces(booked)
    assert (await booked.issue()).code == "ORDER_STATE_INVALID"
    assert await traces(booked) == before


@pytest.fixture
async def hasty(settings: Settings) -> AsyncIterator[World]:
    """A server that gives its printer no time."""
    async with open_world(
        settings, lambda services: replace(services, renderer=TypstDocuments(timeout_s=0))
    ) as world:
        yield world


async def test_a_document_that_cannot_be_printed_leaves_nothing_behind(hasty: World) -> None:
    booked = await a_checkout(hasty)
    before = await traces(booked)
    assert (await booked.issue()).code == "DOC_RENDER_FAIL"
    assert await traces(booked) == before


@pytest.fixture
async def storeless(settings: Settings) -> AsyncIterator[World]:
    """A server whose store of files nobody answers at."""
    nobody = S3Files(Bucket("rastup", endpoint="http://127.0.0.1:9", access_key="x", secret_key="x"))
    async with open_world(settings, lambda services: replace(services, files=nobody)) as world:
        yield world


async def test_documents_that_cannot_be_put_up_for_signing_leave_nothing_behind(storeless: World) -> None:
    booked = await a_checkout(storeless, studio=False)
    before = await booked.facts()
    assert (await booked.issue()).code == "ENVELOPE_CREATE_FAIL"
    assert await booked.facts() == before
    async with storeless.units() as uow:
        assert await uow.docs.live_packs([booked.talent_leg]) == {}


async def test_nobody_signs_for_somebody_else(api: World) -> None:
    """The owner of the studio is no signer of the talent's documents, and cannot even see them."""
    booked = await a_checkout(api)
    pack = await booked.issued()
    before = await traces(booked)
    assert (await booked.sign(booked.owner, pack)).code == "NOT_FOUND"
    assert await traces(booked) == before


async def test_a_party_who_is_no_signer_of_a_document_cannot_sign_it(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    sow = next(template for template in shipped_templates() if template.name == "Talent SOW")
    by_talent_only = replace(sow, template_id="tpl_2", version=2, signer_roles=(SignerRole.TALENT,))
    async with api.units() as uow:
        await uow.docs.publish(shipped_clauses(), [*shipped_templates(), by_talent_only], uow.now)
    pack = await booked.issued()
    assert pack["documents"][0]["templateVersion"] == 2
    before = await traces(booked)
    answer = await booked.sign(booked.buyer, pack)
    assert (answer.code, set(answer.extensions["fields"])) == ("DOC_SIGNER_MISSING", {"envelopeId"})
    assert await traces(booked) == before


async def test_an_envelope_belongs_to_its_pack_and_booking(api: World) -> None:
    booked, other = await a_checkout(api), await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    foreign = await other.issued()
    before = await traces(booked)
    studio_envelope = studio["documents"][0]["envelopeId"]
    for instead in (
        {"draft_id": other.lbg_id},
        {"pack_id": studio["packId"]},
        {"pack_id": foreign["packId"]},
        {"envelope_id": studio_envelope},
        {"envelope_id": foreign["documents"][0]["envelopeId"]},
    ):
        assert (await booked.sign(booked.buyer, talent, **instead)).code == "NOT_FOUND"
    assert await traces(booked) == before


@pytest.mark.parametrize(
    "change",
    [
        {"deliverables": "Thirty images"},
        {
            "location_address": {
                "line1": "1 Elsewhere",
                "city": "Houston",
                "region": "TX",
                "postal": "77002",
                "country": "US",
            }
        },
        {"license_tier": "ads"},
        {"addons": ("Rush",)},
    ],
)
async def test_a_change_outdates_what_was_issued(api: World, change: dict[str, object]) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    await booked.sign(booked.talent, pack)
    await booked.change_leg(booked.talent_leg, **change)
    before = await traces(booked)
    answer = await booked.sign(booked.buyer, pack)
    assert answer.code == "DOC_REISSUE_REQUIRED"
    assert await traces(booked) == before
    fresh = (await follow(booked, answer)).data["createDocPack"]
    assert fresh["packId"] != pack["packId"]
    old = await booked.pack(pack)
    assert (old["status"], old["documents"][0]["envelopeStatus"]) == ("superseded", "voided")
    assert [event["event"] for event in old["documents"][0]["events"]].count("voided") == 1
    assert old["documents"][0]["pdfSha256"] == pack["documents"][0]["pdfSha256"]
    assert (await booked.sign(booked.talent, pack)).code == "DOC_REISSUE_REQUIRED"
    assert (await booked.sign_all(fresh, booked.buyer, booked.talent))["status"] == "signed"


async def test_a_seller_is_told_to_ask_the_buyer_for_new_documents(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    await booked.change_leg(booked.talent_leg, deliverables="Thirty images")
    answer = await booked.sign(booked.talent, pack)
    assert (answer.code, answer.extensions["remedies"]) == ("DOC_REISSUE_REQUIRED", [])
    assert answer.extensions["hint"] == "Ask the buyer to issue the documents anew."


async def test_nothing_is_left_to_sign_once_the_booking_is_over(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    async with api.units() as uow:
        group = await uow.bookings.holding(booked.lbg_id)
        assert group is not None
        await uow.bookings.save(group.moved(LegMove.FAIL))
    before = await traces(booked)
    answer = await booked.sign(booked.buyer, pack)
    assert (answer.code, answer.extensions["remedies"]) == ("ENVELOPE_EXPIRED", [])
    assert await traces(booked) == before


async def test_another_deposit_outdates_house_rules_that_were_signed(api: World) -> None:
    booked = await a_checkout(api)
    pack = await booked.issued(booked.studio_leg)
    await booked.sign_all(pack, booked.buyer, booked.owner)
    await booked.change_leg(booked.studio_leg, deposit=Money(60_000))
    fresh = await booked.issued(booked.studio_leg)
    assert fresh["packId"] != pack["packId"]
    assert (await booked.pack(pack))["status"] == "superseded"
    assert (await booked.statuses())[1][1] == "awaiting_docs"


async def test_a_new_legal_name_outdates_what_was_issued(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    pack = await booked.issued()
    async with api.process.kernel.engine.begin() as connection:
        seller = account.c.user_id == booked.talent.user_id
        await connection.execute(update(account).where(seller).values(legal_name="Inês Other"))
    assert (await booked.sign(booked.buyer, pack)).code == "DOC_REISSUE_REQUIRED"


async def test_the_time_for_signing_ends(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    await booked.sign(booked.talent, pack)
    fired = await api.advance(seconds=SIGNING_S - 60)
    assert "envelope.expire" not in [timer["kind"] for timer in fired]
    fired = await api.advance(seconds=60)
    assert [timer["subjectId"] for timer in fired if timer["kind"] == "envelope.expire"] == [pack["packId"]]
    booked = replace(booked, buyer=await api.renewed(booked.buyer), talent=await api.renewed(booked.talent))
    expired = await booked.pack(pack)
    assert (expired["status"], expired["documents"][0]["envelopeStatus"]) == ("voided", "expired")
    assert [event["event"] for event in expired["documents"][0]["events"]][-1] == "expired"
    assert await booked.to_sign(booked.buyer) == []
    before = await traces(booked)
    answer = await booked.sign(booked.buyer, pack)
    assert answer.code == "ENVELOPE_EXPIRED"
    assert await traces(booked) == before
    fresh = (await follow(booked, answer)).data["createDocPack"]
    assert (await booked.sign_all(fresh, booked.buyer, booked.talent))["status"] == "signed"


async def test_what_was_signed_in_time_does_not_expire(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    await booked.sign_all(pack, booked.buyer, booked.talent)
    fired = await api.advance(seconds=SIGNING_S + 60)
    assert "envelope.expire" not in [timer["kind"] for timer in fired]
    buyer = await api.renewed(booked.buyer)
    assert (await booked.pack(pack, buyer))["status"] == "signed"


async def test_a_document_on_legal_hold_is_frozen(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(doc_instance).values(legal_hold=True))
    await booked.change_leg(booked.talent_leg, deliverables="Something else")
    before = await traces(booked)
    assert (await booked.sign(booked.talent, pack)).code == "DOC_LEGAL_HOLD"
    assert (await booked.issue()).code == "DOC_LEGAL_HOLD"
    assert await traces(booked) == before


async def test_who_only_knows_the_ids_is_refused_without_waiting_for_the_booking(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    pack = await booked.issued()
    stranger = await api.sign_up()
    async with api.units() as uow:
        await uow.bookings.holding(booked.lbg_id)
        assert (await booked.sign(stranger, pack)).code == "NOT_FOUND"
