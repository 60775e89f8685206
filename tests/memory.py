"""What follows from a text alone is worked out once for all the applications that a test process opens.

A real server has one application, and remembers these things in it; hundreds of tests would each work them out
anew. Whether an application asks for them, and when, is still its own affair.
"""

from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

from graphql import GraphQLSchema

from persistence import direct
from persistence.read import statement
from server.compiled import plans
from server.documents import Document, Documents

MOST: Final = 2_000


def share() -> None:
    _share_statements()
    _share_plans()
    _share_documents()


def _share_statements() -> None:
    """All engines speak one dialect: that of the first."""
    own = direct._compiler
    first: list[tuple[Any, Any]] = []

    def shared(engine: Any) -> tuple[Any, Any]:
        first[:] = first or [own(engine)]
        return first[0]

    direct._compiler = shared


def _share_plans() -> None:
    by_roots = lru_cache(MOST)(statement.statement_of)
    vars(plans)["statement_of"] = lambda roots: by_roots(tuple(roots))
    vars(plans)["objects_of"] = lru_cache(MOST)(statement.objects_of)


def _share_documents() -> None:
    work_out: Any = Documents._made

    @lru_cache(MOST)
    def once(schema: GraphQLSchema, text: str, hide_suggestions: bool) -> Document:
        made: Document = work_out(Documents(schema), text, hide_suggestions)
        return made

    def made(self: Documents, text: str, hide_suggestions: bool) -> Document:
        # What it costs and how it is answered is added to a document as it is asked.
        return replace(once(self._schema, text, hide_suggestions), _sizes={}, _plans={})

    Documents._made = made  # type: ignore[method-assign]
