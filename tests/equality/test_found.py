"""Differences that were found, each with the smallest document that shows it."""

from typing import Any

from domain.ids import UserId
from domain.viewer import Viewer
from tests.api.supply import a_draft_page, a_live_page
from tests.executors import both, same
from tests.world import Person, World


async def test_a_document_whose_every_root_is_left_out_asks_for_nothing(api: World) -> None:
    viewer = Viewer(UserId((await api.sign_up()).user_id))
    text = "query ($no: Boolean!) { inbox @include(if: $no) { cursor } myStudios @skip(if: true) { title } }"
    for flag in (True, False):
        answers = await both(api.process.engine, viewer, text, {"no": flag})
        assert (answers.compiled is not None) == flag
        assert answers.reference == {"data": {"inbox": {"cursor": None}} if flag else {}}


async def test_what_lies_in_the_row_around_it_is_looked_for_beside_that_row_alone(api: World) -> None:
    """Subqueries in parts of a row, and in conditions of edges, once asked about the rows of everybody."""
    ana, ben = await api.sign_up(), await api.sign_up()
    supply = await a_live_page(api, ana)
    bare = await a_draft_page(api, ben)
    me = "{ me { user { roles avatarUrl serviceProfiles { slug } } } }"
    nothing: dict[str, Any] = {"roles": [], "avatarUrl": None, "serviceProfiles": []}
    engine = api.process.engine
    assert (await same(engine, _reader(ben), me))["me"]["user"] == nothing
    cover = "query ($id: ID!) { serviceProfile(serviceProfileId: $id) { cover { id } } }"
    assert (await same(engine, _reader(ben), cover, {"id": bare}))["serviceProfile"]["cover"] is None
    shown = (await same(engine, _reader(ben), cover, {"id": supply.profile_id}))["serviceProfile"]
    assert shown["cover"]["id"] == supply.media_ids[0]


def _reader(person: Person) -> Viewer:
    return Viewer(UserId(person.user_id))


async def test_results_are_the_same_beside_what_is_not_compiled(api: World) -> None:
    viewer = Viewer(UserId((await api.sign_up()).user_id))
    await a_live_page(api, await api.sign_up())
    await api.drain()
    find = 'search(input: {city: "houston", surface: PEOPLE}) { items { id score } facets { field } total }'
    alone = await both(api.process.engine, viewer, f"{{ {find} }}")
    assert alone.compiled == alone.reference
    assert len(alone.reference["data"]["search"]["items"]) == 1
    beside = await both(api.process.engine, viewer, f"{{ {find} __typename }}")
    assert beside.compiled is None
    assert beside.reference["data"] == alone.reference["data"] | {"__typename": "Query"}
