"""Differences that were found, each with the smallest document that shows it."""

from domain.ids import UserId
from domain.viewer import Viewer
from tests.executors import both
from tests.world import World


async def test_a_document_whose_every_root_is_left_out_asks_for_nothing(api: World) -> None:
    viewer = Viewer(UserId((await api.sign_up()).user_id))
    text = "query ($no: Boolean!) { inbox @include(if: $no) { cursor } myStudios @skip(if: true) { title } }"
    for flag in (True, False):
        answers = await both(api.process.engine, viewer, text, {"no": flag})
        assert (answers.compiled is not None) == flag
        assert answers.reference == {"data": {"inbox": {"cursor": None}} if flag else {}}
