"""New ids: ordered by when they were made, so that rows of one time lie together."""

import uuid_utils

from domain.ids import Prefix, typeid


def new_id(prefix: Prefix) -> str:
    return typeid(prefix, uuid_utils.uuid7().int)
