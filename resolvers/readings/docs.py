"""Documents: looking at them, and what waits for a signature."""

from persistence.read import docs as read
from resolvers.readings.base import Asking, Reading, reading


@reading("doc_pack")
def doc_pack(_: Asking, pack_id: str) -> Reading:
    return Reading(read.PACK_BY_ID, {"pack": pack_id})


@reading("doc_packs")
def doc_packs(_: Asking, lbg_id: str) -> Reading:
    return Reading(read.PACKS_OF_BOOKING, {"booking": lbg_id})


@reading("my_docs_to_sign")
def my_docs_to_sign(_: Asking) -> Reading:
    return Reading(read.TO_SIGN)
