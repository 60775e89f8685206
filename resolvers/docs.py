"""Issuing, signing and looking at documents."""

import strawberry

from domain.docs import actions
from domain.docs.issuing import Request, create_doc_pack
from domain.docs.signing import mark_doc_signed
from domain.ids import EnvelopeId, LbgId, LegId, PackId
from schema.context import Info
from schema.docs import DocInstance, DocPack


@strawberry.type
class DocsQuery:
    @strawberry.field
    async def doc_pack(self, info: Info, pack_id: strawberry.ID) -> DocPack:
        async with info.context.unit_of_work() as uow:
            pack = await actions.doc_pack(uow, info.context.viewer, PackId(pack_id))
        return DocPack(ref=(pack.pack_id,))

    @strawberry.field
    async def doc_packs(self, info: Info, lbg_id: strawberry.ID) -> list[DocPack]:
        async with info.context.unit_of_work() as uow:
            packs = await actions.doc_packs(uow, info.context.viewer, LbgId(lbg_id))
        return [DocPack(ref=(pack.pack_id,)) for pack in packs]

    @strawberry.field
    async def my_docs_to_sign(self, info: Info) -> list[DocInstance]:
        async with info.context.unit_of_work() as uow:
            documents = await actions.my_docs_to_sign(uow, info.context.viewer)
        return [DocInstance(ref=(document.doc_id,)) for document in documents]


@strawberry.type
class DocsMutation:
    @strawberry.mutation
    async def create_doc_pack(
        self, info: Info, draft_id: strawberry.ID, leg_id: strawberry.ID | None = None
    ) -> DocPack:
        request = Request(info.context.viewer, LbgId(draft_id), LegId(leg_id) if leg_id else None)
        pack = await create_doc_pack(info.context.services, request)
        return DocPack(ref=(pack.pack_id,))

    @strawberry.mutation
    async def mark_doc_signed(
        self, info: Info, draft_id: strawberry.ID, pack_id: strawberry.ID, envelope_id: strawberry.ID
    ) -> DocPack:
        async with info.context.unit_of_work() as uow:
            pack = await mark_doc_signed(
                uow, info.context.viewer, LbgId(draft_id), PackId(pack_id), EnvelopeId(envelope_id)
            )
        return DocPack(ref=(pack.pack_id,))
