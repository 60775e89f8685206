"""Documents read by one statement: the same answers as the reference executor gives, for each reader."""

from typing import Any

from domain.ids import UserId
from domain.viewer import GUEST, Viewer
from tests.api.signing import ALL, MINE, ONE, Booked, a_checkout, named
from tests.executors import both, same
from tests.world import Person, World


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def half_signed(api: World) -> tuple[Booked, dict[str, Any]]:
    """The talent has signed everything, the buyer the first, the owner nothing; with odd letters."""
    booked = await a_checkout(api)
    await named(api, booked.talent, 'Inês "Ana" \\ \u2028 עדה 🎬')
    pack = await booked.issued(booked.talent_leg)
    await booked.issued(booked.studio_leg)
    await booked.sign_all(pack, booked.talent)
    await booked.sign(booked.buyer, pack)
    return booked, pack


async def test_every_party_reads_a_pack_the_same_on_both_executors(api: World) -> None:
    booked, pack = await half_signed(api)
    engine = api.process.engine
    seen = {}
    for person in (booked.buyer, booked.talent):
        one = (await same(engine, reader(person), ONE, {"pack": pack["packId"]}))["docPack"]
        assert all(document["pdfUrl"] for document in one["documents"])
        seen[person.user_id] = [document["signUrl"] is not None for document in one["documents"]]
    assert seen == {booked.buyer.user_id: [False, True], booked.talent.user_id: [False, False]}


async def test_the_packs_of_a_booking_are_those_one_may_see(api: World) -> None:
    booked, pack = await half_signed(api)
    engine = api.process.engine
    legs = {}
    for person in (booked.buyer, booked.talent, booked.owner):
        found = (await same(engine, reader(person), ALL, {"lbg": booked.lbg_id}))["docPacks"]
        legs[person.user_id] = [one["legId"] for one in found]
    assert legs == {
        booked.buyer.user_id: [booked.talent_leg, booked.studio_leg],
        booked.talent.user_id: [booked.talent_leg],
        booked.owner.user_id: [booked.studio_leg],
    }
    assert pack["legId"] == booked.talent_leg


async def test_a_booking_without_documents_has_an_empty_list(api: World) -> None:
    booked = await a_checkout(api)
    found = await same(api.process.engine, reader(booked.buyer), ALL, {"lbg": booked.lbg_id})
    assert found == {"docPacks": []}


async def test_what_waits_for_a_signature_is_told_in_order(api: World) -> None:
    booked, _ = await half_signed(api)
    engine = api.process.engine
    waiting = {
        person.user_id: (await same(engine, reader(person), MINE))["myDocsToSign"]
        for person in (booked.buyer, booked.talent, booked.owner)
    }
    assert [document["templateName"] for document in waiting[booked.buyer.user_id]] == [
        "Talent SOW",
        "Studio House Rules",
    ]
    assert waiting[booked.talent.user_id] == []
    assert [document["templateName"] for document in waiting[booked.owner.user_id]] == ["Studio House Rules"]


async def test_what_waits_is_found_whatever_is_chosen_of_it(api: World) -> None:
    booked, _ = await half_signed(api)
    for chosen, person, count in (("docId", booked.buyer, 2), ("templateName", booked.talent, 0)):
        found = await same(api.process.engine, reader(person), f"{{ myDocsToSign {{ {chosen} }} }}")
        assert len(found["myDocsToSign"]) == count


async def test_documents_that_were_replaced_or_sealed_are_read_the_same(api: World) -> None:
    booked, pack = await half_signed(api)
    await booked.change_leg(booked.talent_leg, deliverables="Thirty images")
    newer = await booked.issued(booked.talent_leg)
    await booked.sign_all(newer, booked.talent, booked.buyer)
    await api.drain()
    engine = api.process.engine
    found = (await same(engine, reader(booked.buyer), ALL, {"lbg": booked.lbg_id}))["docPacks"]
    assert {one["packId"]: one["status"] for one in found} == {
        pack["packId"]: "superseded",
        newer["packId"]: "signed",
        found[1]["packId"]: "issued",
    }
    sealed = next(one for one in found if one["packId"] == newer["packId"])
    assert sealed["allSigned"]
    assert all(document["postSignSha256"] for document in sealed["documents"])


async def test_strangers_and_guests_are_refused_by_the_reference_executor(api: World) -> None:
    booked, pack = await half_signed(api)
    stranger = await api.sign_up()
    for viewer, code in ((reader(stranger), "NOT_FOUND"), (GUEST, "UNAUTHENTICATED")):
        for document, variables in ((ONE, {"pack": pack["packId"]}), (ALL, {"lbg": str(booked.lbg_id)})):
            answers = await both(api.process.engine, viewer, document, variables)
            assert answers.compiled is None
            assert answers.reference["errors"][0]["extensions"]["code"] == code


async def test_documents_are_one_statement_however_many(api: World) -> None:
    booked, pack = await half_signed(api)
    asked: dict[str, dict[str, Any]] = {ONE: {"pack": pack["packId"]}, ALL: {"lbg": booked.lbg_id}, MINE: {}}
    for document, variables in asked.items():
        with api.statements() as statements:
            await api.run(document, variables, token=booked.buyer.token)
        assert len([text for text in statements.seen if "doc_" in text]) == 1
