"""Documents through the API: issued, looked at, signed by everybody for themselves, sealed."""

import asyncio
import hashlib

import httpx
import pytest

from domain.profiles.model import Role
from tests.api.signing import ALL, CREATE, MINE, ONE, SIGN, a_checkout
from tests.world import World


async def fetched(url: str) -> bytes:
    async with httpx.AsyncClient() as client:
        response = await client.get(url)
    assert response.status_code == 200, response.text
    return response.content


async def test_every_leg_gets_its_documents_and_the_first_pack_is_answered(api: World) -> None:
    booked = await a_checkout(api)
    pack = await booked.issued()
    assert (pack["legId"], pack["lbgId"], pack["status"]) == (booked.talent_leg, booked.lbg_id, "issued")
    assert (pack["city"], pack["allSigned"]) == ("houston", False)
    assert [document["templateName"] for document in pack["documents"]] == [
        "Model Release (Adult)",
        "Talent SOW",
    ]
    packs = (await booked.packs(booked.buyer)).data["docPacks"]
    assert [[document["templateName"] for document in one["documents"]] for one in packs] == [
        ["Model Release (Adult)", "Talent SOW"],
        ["Studio House Rules"],
    ]
    assert await booked.statuses() == ("awaiting_docs", ["awaiting_docs", "awaiting_docs"])


async def test_a_document_names_its_signers_and_is_the_file_its_hash_says(api: World) -> None:
    booked = await a_checkout(api)
    pack = await booked.issued()
    release, sow = pack["documents"]
    assert [
        (signer["role"], signer["userId"], signer["name"], signer["status"]) for signer in sow["signers"]
    ] == [
        ("buyer", booked.buyer.user_id, "Dana Whitfield", "pending"),
        ("talent", booked.talent.user_id, "Inês Carvalho", "pending"),
    ]
    assert {signer["role"]: signer["userId"] for signer in release["signers"]} == {
        "talent": booked.talent.user_id,
        "photographer": booked.buyer.user_id,
    }
    assert (sow["envelopeStatus"], sow["templateVersion"], sow["legalHold"]) == ("sent", 1, False)
    assert [(event["event"], event["actorUserId"]) for event in sow["events"]] == [
        ("envelope_sent", None)
    ] * 2
    pdf = await fetched(sow["pdfUrl"])
    assert pdf.startswith(b"%PDF")
    assert hashlib.sha256(pdf).hexdigest() == sow["pdfSha256"]


async def test_asking_again_answers_the_same_pack_while_nothing_changed(api: World) -> None:
    booked = await a_checkout(api)
    first, again = await booked.issued(), await booked.issued()
    assert (again["packId"], again["updatedAt"]) == (first["packId"], first["updatedAt"])
    assert len((await booked.packs(booked.buyer)).data["docPacks"]) == 2
    assert (await booked.facts()).count("doc.pack.issued") == 2


async def test_one_leg_can_be_asked_for(api: World) -> None:
    booked = await a_checkout(api)
    pack = await booked.issued(booked.studio_leg)
    assert pack["legId"] == booked.studio_leg
    assert len((await booked.packs(booked.buyer)).data["docPacks"]) == 1


async def test_askers_at_the_same_time_get_one_pack(api: World) -> None:
    booked = await a_checkout(api)
    answers = await asyncio.gather(*(booked.issue(booked.talent_leg) for _ in range(3)))
    assert len({answer.data["createDocPack"]["packId"] for answer in answers}) == 1
    assert (await booked.facts()).count("doc.pack.issued") == 1


async def test_when_everybody_signed_everything_the_booking_waits_for_payment(api: World) -> None:
    booked = await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    signed = await booked.sign_all(talent, booked.buyer, booked.talent)
    assert (signed["status"], signed["allSigned"]) == ("signed", True)
    assert await booked.statuses() == ("awaiting_docs", ["awaiting_payment", "awaiting_docs"])
    await booked.sign_all(studio, booked.owner, booked.buyer)
    assert await booked.statuses() == ("awaiting_payment", ["awaiting_payment", "awaiting_payment"])
    assert (await booked.facts()).count("doc.pack.signed") == 2


async def test_a_signature_leaves_evidence(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    pack = await booked.issued()
    sow = (await booked.sign(booked.talent, pack, 1)).data["markDocSigned"]["documents"][1]
    by_role = {signer["role"]: signer for signer in sow["signers"]}
    assert (by_role["talent"]["status"], by_role["buyer"]["status"]) == ("signed", "pending")
    assert by_role["talent"]["signedAt"] is not None
    event = sow["events"][-1]
    assert (event["event"], event["actorRole"], event["actorUserId"]) == (
        "signed",
        "talent",
        booked.talent.user_id,
    )
    async with api.units() as uow:
        kept = (await uow.docs.events([sow["docId"]]))[sow["docId"]][-1]
    assert kept.document_sha256 == sow["pdfSha256"]
    assert kept.address
    assert kept.agent.startswith("python-httpx")


async def test_signing_twice_counts_once(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    pack = await booked.issued()
    first = (await booked.sign(booked.buyer, pack, 1)).data["markDocSigned"]
    again = (await booked.sign(booked.buyer, pack, 1)).data["markDocSigned"]
    assert again == first | {"documents": again["documents"]}
    assert again["documents"][1]["events"] == first["documents"][1]["events"]
    assert again["documents"][1]["signers"] == first["documents"][1]["signers"]


async def test_two_last_signers_at_once_both_count_and_the_pack_is_signed_once(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    answers = await asyncio.gather(booked.sign(booked.buyer, pack), booked.sign(booked.talent, pack))
    assert sorted(answer.data["markDocSigned"]["status"] for answer in answers) == ["issued", "signed"]
    assert (await booked.facts()).count("doc.pack.signed") == 1
    events = [event["event"] for event in (await booked.pack(pack))["documents"][0]["events"]]
    assert events == ["envelope_sent", "envelope_sent", "signed", "signed"]


async def test_a_signed_document_is_sealed_with_its_evidence(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    signed = (await booked.sign_all(pack, booked.buyer, booked.talent))["documents"][0]
    assert (signed["envelopeStatus"], signed["postSignSha256"]) == ("completed", None)
    await api.drain()
    sealed = (await booked.pack(pack))["documents"][0]
    pdf = await fetched(sealed["pdfUrl"])
    assert hashlib.sha256(pdf).hexdigest() == sealed["postSignSha256"]
    assert sealed["pdfSha256"] == signed["pdfSha256"] != sealed["postSignSha256"]


async def test_my_documents_are_those_that_wait_for_me_oldest_first(api: World) -> None:
    booked = await a_checkout(api)
    assert await booked.to_sign(booked.buyer) == []
    studio = await booked.issued(booked.studio_leg)
    await booked.issued(booked.talent_leg)
    names = [document["templateName"] for document in await booked.to_sign(booked.buyer)]
    assert names == ["Studio House Rules", "Model Release (Adult)", "Talent SOW"]
    assert [document["templateName"] for document in await booked.to_sign(booked.owner)] == [
        "Studio House Rules"
    ]
    waiting = (await booked.to_sign(booked.owner))[0]
    assert waiting["signUrl"] == f"http://test/sign/{waiting['docId']}"
    await booked.sign(booked.owner, studio)
    assert await booked.to_sign(booked.owner) == []
    assert (await booked.pack(studio, booked.owner))["documents"][0]["signUrl"] is None


async def test_a_seller_sees_the_pack_of_their_own_leg_only(api: World) -> None:
    booked = await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    seen = (await booked.packs(booked.owner)).data["docPacks"]
    assert [pack["packId"] for pack in seen] == [studio["packId"]]
    answer = await api.run(ONE, {"pack": talent["packId"]}, token=booked.owner.token)
    assert answer.code == "NOT_FOUND"


async def test_a_stranger_finds_nothing(api: World) -> None:
    booked, stranger = await a_checkout(api, studio=False), await api.sign_up()
    pack = await booked.issued()
    assert (await api.run(ONE, {"pack": pack["packId"]}, token=stranger.token)).code == "NOT_FOUND"
    assert (await api.run(ALL, {"lbg": booked.lbg_id}, token=stranger.token)).code == "NOT_FOUND"
    assert (await booked.sign(stranger, pack)).code == "NOT_FOUND"
    assert (await booked.issue(by=stranger)).code == "NOT_FOUND"
    assert await booked.to_sign(stranger) == []
    assert (await booked.pack(pack))["updatedAt"] == pack["updatedAt"]


@pytest.mark.parametrize("document", [CREATE, SIGN, ONE, ALL, MINE])
async def test_guests_are_asked_to_sign_in(api: World, document: str) -> None:
    variables = {name: "x" for name in ("draft", "pack", "envelope", "lbg") if f"${name}:" in document}
    assert (await api.run(document, variables)).code == "UNAUTHENTICATED"


@pytest.mark.parametrize(
    "wrong", ["", "nope", "dpk_00000000000000000000000000", "x" * 10_000, "a\u0000b", "'; drop"]
)
async def test_ids_that_name_nothing_are_not_found(api: World, wrong: str) -> None:
    booked = await a_checkout(api, studio=False)
    pack = await booked.issued()
    token = booked.buyer.token
    before = await booked.facts()
    codes = {
        (await api.run(ONE, {"pack": wrong}, token=token)).code,
        (await api.run(ALL, {"lbg": wrong}, token=token)).code,
        (await api.run(CREATE, {"draft": wrong}, token=token)).code,
        (await booked.sign(booked.buyer, pack, draft_id=wrong)).code,
        (await booked.sign(booked.buyer, pack, pack_id=wrong)).code,
        (await booked.sign(booked.buyer, pack, envelope_id=wrong)).code,
    }
    if wrong:
        codes.add((await booked.issue(wrong)).code)  # type: ignore[arg-type]
    assert codes <= {"NOT_FOUND", "VALIDATION_FAILED"}
    assert await booked.facts() == before


async def test_lists_cost_the_same_for_one_and_for_many(api: World) -> None:
    booked = await a_checkout(api)
    costs = []
    for leg in (booked.studio_leg, booked.talent_leg):
        await booked.issued(leg)
        with api.statements() as packs:
            await booked.packs(booked.buyer)
        with api.statements() as waiting:
            await booked.to_sign(booked.buyer)
        costs.append((len(packs), len(waiting)))
    assert costs[0] == costs[1]


async def test_a_retried_mutation_with_a_key_answers_the_same(api: World) -> None:
    booked = await a_checkout(api, studio=False)
    variables = {"draft": booked.lbg_id, "leg": None}
    first = await api.run(CREATE, variables, token=booked.buyer.token, key="once")
    again = await api.run(CREATE, variables, token=booked.buyer.token, key="once")
    assert first.data == again.data
    assert (await booked.facts()).count("doc.pack.issued") == 1
