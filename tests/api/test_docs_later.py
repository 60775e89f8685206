"""What happens to documents by itself: a studio changes, a checkout fails, a file is not what was signed."""

from dataclasses import replace

import pytest

from domain.bookings.facts import of_group
from domain.bookings.states import LegMove
from domain.docs.printing import Sheet
from domain.docs.sealing import seal
from domain.facts import Fact
from domain.profiles.model import Role
from integrations.typst_documents import TypstDocuments
from server.settings import Settings
from tests.api.signing import Booked, a_checkout
from tests.world import World, open_world

HOSTILE = '#eval("panic()") *bold* @ref \\ $x$ {{total_price}} ## Title\n- item `raw` <label> ]]) "quoted" \u202eabc'


async def change_studio(booked: Booked, **details: object) -> None:
    async with booked.api.units() as uow:
        studio = (await uow.studios.by_ids([booked.studio_id]))[booked.studio_id]
        await uow.studios.save(replace(studio, details=replace(studio.details, **details)))  # type: ignore[arg-type]
        uow.emit(
            Fact(
                "studio.update",
                studio.studio_id,
                {"studio_id": studio.studio_id, "user_id": studio.owner_user_id},
            )
        )
    await booked.api.drain()


@pytest.mark.parametrize(
    "details", [{"house_rules": ("No glitter", "No pets")}, {"deposit_auth_cents": 75_000}]
)
async def test_new_rules_of_a_studio_supersede_documents_under_way(
    api: World, details: dict[str, object]
) -> None:
    booked = await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    await booked.sign_all(studio, booked.buyer, booked.owner)
    await change_studio(booked, **details)
    assert (await booked.pack(studio))["status"] == "superseded"
    assert (await booked.pack(talent))["status"] == "issued"
    assert await booked.statuses() == ("awaiting_docs", ["awaiting_docs", "awaiting_docs"])
    fresh = await booked.issued(booked.studio_leg)
    assert fresh["packId"] != studio["packId"]
    assert (await booked.sign_all(fresh, booked.buyer, booked.owner))["status"] == "signed"


async def test_a_change_that_no_document_mentions_changes_no_document(api: World) -> None:
    booked = await a_checkout(api)
    studio = await booked.issued(booked.studio_leg)
    await change_studio(booked, description="Now with a piano")
    assert (await booked.pack(studio))["status"] == "issued"


async def test_a_confirmed_booking_keeps_the_rules_it_was_confirmed_under(api: World) -> None:
    booked = await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    await booked.sign_all(studio, booked.buyer, booked.owner)
    await booked.sign_all(talent, booked.buyer, booked.talent)
    async with api.units() as uow:
        group = await uow.bookings.holding(booked.lbg_id)
        assert group is not None
        await uow.bookings.save(group.moved(LegMove.CONFIRM))
    await change_studio(booked, house_rules=("No pets",))
    assert (await booked.pack(studio))["status"] == "signed"
    assert (await booked.group()).legs[1].scope.house_rules == ("No glitter",)


async def test_documents_of_a_failed_checkout_wait_for_nobody(api: World) -> None:
    booked = await a_checkout(api)
    talent, studio = await booked.issued(), await booked.issued(booked.studio_leg)
    await booked.sign_all(studio, booked.buyer, booked.owner)
    async with api.units() as uow:
        group = await uow.bookings.holding(booked.lbg_id)
        assert group is not None
        failed = await uow.bookings.save(group.moved(LegMove.FAIL))
        uow.emit(of_group("checkout.fail", failed, "system"))
    await api.drain()
    assert (await booked.pack(talent))["status"] == "voided"
    assert (await booked.pack(studio))["status"] == "signed"
    assert await booked.to_sign(booked.talent) == []


class Interrupted(TypstDocuments):
    """Prints, while somebody changes the booking the first few times."""

    def __init__(self, times: int) -> None:
        super().__init__(timeout_s=60)
        self.times = times
        self.booked: Booked | None = None

    async def render(self, sheet: Sheet) -> bytes:
        if self.booked is not None and self.times > 0:
            self.times -= 1
            await self.booked.change_leg(self.booked.talent_leg, deliverables=f"{self.times} more images")
        return await super().render(sheet)


async def test_documents_say_what_is_booked_even_when_that_changes_while_they_are_printed(
    settings: Settings,
) -> None:
    printer = Interrupted(times=2)
    async with open_world(settings, lambda services: replace(services, renderer=printer)) as api:
        printer.booked = booked = await a_checkout(api, role=Role.CREATOR, studio=False)
        pack = await booked.issued()
        async with api.units() as uow:
            document = await uow.docs.document(pack["documents"][0]["docId"])
        assert document is not None
        assert document.variables_filled["deliverables_summary"].startswith("0 more images")
        assert len((await booked.packs(booked.buyer)).data["docPacks"]) == 1


async def test_a_booking_that_never_stands_still_gets_no_documents(settings: Settings) -> None:
    printer = Interrupted(times=100)
    async with open_world(settings, lambda services: replace(services, renderer=printer)) as api:
        printer.booked = booked = await a_checkout(api, role=Role.CREATOR, studio=False)
        assert (await booked.issue()).code == "ORDER_STATE_INVALID"
        assert (await booked.packs(booked.buyer)).data["docPacks"] == []


async def test_sealing_twice_keeps_the_first_hash(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    doc_id = (await booked.sign_all(pack, booked.buyer, booked.talent))["documents"][0]["docId"]
    await api.drain()
    first = (await booked.pack(pack))["documents"][0]["postSignSha256"]
    await seal(api.services, {"doc_id": doc_id})
    assert (await booked.pack(pack))["documents"][0]["postSignSha256"] == first


async def test_a_stored_file_that_is_not_what_was_signed_is_never_sealed(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False)
    pack = await booked.issued()
    doc_id = pack["documents"][0]["docId"]
    async with api.units() as uow:
        document = await uow.docs.document(doc_id)
    assert document is not None
    await api.services.files.write(document.pdf_key, b"%PDF forged", content_type="application/pdf")
    await booked.sign_all(pack, booked.buyer, booked.talent)
    with pytest.raises(RuntimeError, match="is not what was signed"):
        await seal(api.services, {"doc_id": doc_id})
    assert (await booked.pack(pack))["documents"][0]["postSignSha256"] is None


async def test_hostile_words_are_printed_as_they_are(api: World) -> None:
    booked = await a_checkout(api, role=Role.CREATOR, studio=False, deliverables=HOSTILE)
    pack = await booked.issued()
    async with api.units() as uow:
        document = await uow.docs.document(pack["documents"][0]["docId"])
    assert document is not None
    assert document.variables_filled["deliverables_summary"].startswith(HOSTILE.replace("\u202e", ""))
    assert (await booked.sign_all(pack, booked.buyer, booked.talent))["status"] == "signed"
