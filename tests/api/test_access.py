"""Who may reach what: every served field that takes an id, asked by somebody whom it is none of the business."""

from collections.abc import Iterator
from typing import Any, Final

import pytest
from graphql import GraphQLInputObjectType, get_named_type

from tests.hostile.documents import doors
from tests.hostile.knocking import REFUSED_S, Outcome, knock
from tests.hostile.ledger import Books
from tests.hostile.market import Market
from tests.hostile.values import Attack, Path
from tests.world import World

# What a signed-in stranger, who sells as well, is told about things of other people. A published studio is there
# for everybody to see, so whoever may not change it is told just that.
REFUSED: Final = {
    "addStudioBlackout": "FORBIDDEN",
    "addStudioMedia": "FORBIDDEN",
    "addStudioRate": "FORBIDDEN",
    "archivePortfolioItem": "NOT_FOUND",
    "attachStudioInFlow": "NOT_FOUND",
    "autoAcceptRules": "SP_NOT_FOUND",
    "booking": "NOT_FOUND",
    "checkoutDraft": "NOT_FOUND",
    "checkoutStatus": "NOT_FOUND",
    "confirmPayment": "NOT_FOUND",
    "createDocPack": "NOT_FOUND",
    "createPaymentIntent": "NOT_FOUND",
    "createPortfolioDraft": "SP_NOT_FOUND",
    "deleteAutoAcceptRule": "NOT_FOUND",
    "deleteStudioBlackout": "NOT_FOUND",
    "detachStudio": "NOT_FOUND",
    "docPack": "NOT_FOUND",
    "docPacks": "NOT_FOUND",
    "linkStudio": "SP_NOT_FOUND",
    "markCompleted": "NOT_FOUND",
    "markDocSigned": "NOT_FOUND",
    "markRead": "THREAD_NOT_MEMBER",
    "messages": "NOT_FOUND",
    "onThreadEvent": "THREAD_NOT_MEMBER",
    "presence": "THREAD_NOT_MEMBER",
    "publishPortfolio": "NOT_FOUND",
    "publishServiceProfile": "SP_NOT_FOUND",
    "publishStudio": "FORBIDDEN",
    "sendMessage": "THREAD_NOT_MEMBER",
    "sendText": "THREAD_NOT_MEMBER",
    "setAutoAcceptRule": "SP_NOT_FOUND",
    "setPortfolioMedia": "NOT_FOUND",
    "setServiceAvailability": "SP_NOT_FOUND",
    "setServicePackages": "SP_NOT_FOUND",
    "setStudioPolicy": "FORBIDDEN",
    "setTyping": "THREAD_NOT_MEMBER",
    "studioBlackouts": "FORBIDDEN",
    "thread": "NOT_FOUND",
    "threadEvents": "THREAD_NOT_MEMBER",
    "unlinkStudio": "SP_NOT_FOUND",
    "unpublishServiceProfile": "SP_NOT_FOUND",
    "updatePortfolioItem": "NOT_FOUND",
    "updateServiceProfile": "SP_NOT_FOUND",
    "updateStudio": "FORBIDDEN",
    "uploadPortfolioMedia": "NOT_FOUND",
    "uploadStatus": "NOT_FOUND",
}
# Pages that are published, and first steps towards their sellers.
PUBLIC: Final = {
    "profilePortfolio",
    "serviceProfile",
    "serviceProfileAvailability",
    "startCheckout",
    "startConversation",
    "startInquiry",
    "studioAvailability",
    "studioQuote",
    "studioRates",
    "user",
}
# Ids that only matter within what is the caller's anyway: positions in a feed, and filters of a list.
WITHIN: Final = {"inboxEvents", "myBookings"}
KEYS: Final = {"key", "avatarKey", "coverKey", "thumbKey"}

# One id of somebody else's inside a call that is otherwise the caller's own.
MIXED: Final[list[tuple[str, Path, str, str]]] = [
    ("addStudioMedia", ("media", "key"), "upload", "NOT_FOUND"),
    ("attachStudioInFlow", ("draftId",), "foreign_draft", "NOT_FOUND"),
    ("createDocPack", ("draftId",), "foreign_draft", "NOT_FOUND"),
    ("createDocPack", ("legId",), "foreign_leg", "NOT_FOUND"),
    ("createPaymentIntent", ("draftId",), "foreign_draft", "NOT_FOUND"),
    ("createPaymentIntent", ("orderId",), "foreign_order", "NOT_FOUND"),
    ("createPortfolioDraft", ("input", "roleProfileId"), "foreign_profile", "SP_NOT_FOUND"),
    ("linkStudio", ("studioId",), "foreign_studio", "SP_FORBIDDEN_LINK_STUDIO"),
    ("markDocSigned", ("draftId",), "open_draft", "NOT_FOUND"),
    ("publishPortfolio", ("input", "coverMediaId"), "foreign_media", "VALIDATION_FAILED"),
    ("sendMessage", ("attachments", 0, "key"), "upload", "VALIDATION_FAILED"),
    ("setAutoAcceptRule", ("input", "ruleId"), "foreign_rule", "NOT_FOUND"),
    ("setPortfolioMedia", ("order", 0), "foreign_media", "NOT_FOUND"),
    ("startCheckout", ("leg", "addons", 0), "foreign_addon", "VALIDATION_FAILED"),
    ("startCheckout", ("leg", "packageId"), "foreign_package", "VALIDATION_FAILED"),
    ("startCheckout", ("leg", "serviceProfileId"), "foreign_profile", "SP_NOT_FOUND"),
    ("startConversation", ("bookingId",), "foreign_draft", "VALIDATION_FAILED"),
    ("updateAccount", ("input", "avatarKey"), "upload", "NOT_FOUND"),
    ("updatePortfolioItem", ("input", "roleProfileId"), "foreign_profile", "NOT_FOUND"),
    ("updateServiceProfile", ("input", "coverKey"), "picture", "NOT_FOUND"),
]


@pytest.fixture
async def market(api: World) -> Market:
    return await Market(api).open()


def test_every_served_field_that_takes_an_id_is_audited() -> None:
    taking = {name for name, door in doors().items() if any(_ids(door.field.args))}
    assert set(REFUSED) | PUBLIC | WITHIN | {"updateAccount", "getPresignedUrl"} >= taking
    assert not set(REFUSED) & PUBLIC


async def test_a_stranger_and_a_guest_reach_nothing_of_others(market: Market) -> None:
    before = await Books(market.api).state()
    told = {name: await _ask(market, name, market.rival.token) for name in REFUSED}
    assert {name: outcome.code for name, outcome in told.items()} == REFUSED
    guests = {name: (await _ask(market, name, None)).code for name in REFUSED}
    assert guests == dict.fromkeys(REFUSED, "UNAUTHENTICATED")
    assert await Books(market.api).state() == before


async def test_one_foreign_id_in_a_call_of_ones_own_is_refused(market: Market) -> None:
    await market.open_rivals_shelves()
    before = await Books(market.api).state()
    calls, told = market.calls(), []
    for name, path, foreign, _ in MIXED:
        given = Attack(path, market.ids[foreign]).on(calls[name].given)
        if path == ("orderId",):
            given.pop("draftId")
        outcome = await knock(market.api, doors()[name], given, calls[name].by.token)
        told.append((name, path, foreign, outcome.code))
    assert told == MIXED
    assert await Books(market.api).state() == before


async def _ask(market: Market, name: str, token: str | None) -> Outcome:
    return await knock(market.api, doors()[name], market.calls()[name].given, token, REFUSED_S)


def _ids(arguments: dict[str, Any]) -> Iterator[str]:
    """Ids and storage keys among arguments, however deep."""
    for name, argument in arguments.items():
        of = get_named_type(argument.type)
        if of.name == "ID" or name in KEYS:
            yield name
        elif isinstance(of, GraphQLInputObjectType):
            yield from _ids(of.fields)
