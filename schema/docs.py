"""Document packs and their signatures, as clients see them (contract docs.graphql)."""

from typing import Self

import strawberry

from domain.docs import model
from domain.docs.addresses import pdf_address, sign_address
from schema.context import Info
from schema.scalars import AWSURL, AWSDateTime


@strawberry.type
class DocSigner:
    role: str
    user_id: strawberry.ID | None
    name: str | None
    status: str
    signed_at: AWSDateTime | None

    @classmethod
    def of(cls, signer: model.Signer) -> Self:
        return cls(
            role=signer.role.value,
            user_id=strawberry.ID(signer.user_id),
            name=signer.name,
            status=signer.status.value,
            signed_at=signer.signed_at,
        )


@strawberry.type
class DocSignEvent:
    sign_event_id: strawberry.ID
    actor_role: str
    actor_user_id: strawberry.ID | None
    event: str
    created_at: AWSDateTime

    @classmethod
    def of(cls, event: model.SignEvent) -> Self:
        return cls(
            sign_event_id=strawberry.ID(event.sign_event_id),
            actor_role=event.actor_role.value,
            actor_user_id=strawberry.ID(event.actor_id) if event.actor_id else None,
            event=event.event,
            created_at=event.created_at,
        )


@strawberry.type
class DocInstance:
    doc_id: strawberry.ID
    pack_id: strawberry.ID
    lbg_id: strawberry.ID
    template_id: strawberry.ID
    template_name: str
    template_version: int
    pdf_sha256: str | None
    post_sign_sha256: str | None
    envelope_id: strawberry.ID | None
    envelope_status: str
    signers: list[DocSigner]
    legal_hold: bool
    created_at: AWSDateTime
    document: strawberry.Private[model.Document]

    @strawberry.field
    def pdf_url(self, info: Info) -> AWSURL | None:
        return AWSURL(pdf_address(info.context.services.files, self.document))

    @strawberry.field
    def sign_url(self, info: Info) -> AWSURL | None:
        return sign_address(info.context.services.public_url, info.context.viewer, self.document)

    @strawberry.field
    async def events(self, info: Info) -> list[DocSignEvent]:
        return [
            DocSignEvent.of(event) for event in await info.context.load.sign_events.load(self.document.doc_id)
        ]

    @classmethod
    def of(cls, document: model.Document) -> Self:
        return cls(
            doc_id=strawberry.ID(document.doc_id),
            pack_id=strawberry.ID(document.pack_id),
            lbg_id=strawberry.ID(document.lbg_id),
            template_id=strawberry.ID(document.template_id),
            template_name=document.template_name,
            template_version=document.template_version,
            pdf_sha256=document.pdf_sha256,
            post_sign_sha256=document.post_sign_sha256,
            envelope_id=strawberry.ID(document.envelope_id),
            envelope_status=document.envelope_status.value,
            signers=[DocSigner.of(signer) for signer in document.signers],
            legal_hold=document.legal_hold,
            created_at=document.created_at,
            document=document,
        )


@strawberry.type
class DocPack:
    pack_id: strawberry.ID
    leg_id: strawberry.ID
    lbg_id: strawberry.ID
    status: str
    city: str
    generator_ver: str
    documents: list[DocInstance]
    all_signed: bool
    created_at: AWSDateTime
    updated_at: AWSDateTime

    @classmethod
    def of(cls, pack: model.Pack) -> Self:
        return cls(
            pack_id=strawberry.ID(pack.pack_id),
            leg_id=strawberry.ID(pack.leg_id),
            lbg_id=strawberry.ID(pack.lbg_id),
            status=pack.status.value,
            city=pack.city,
            generator_ver=pack.generator_ver,
            documents=[DocInstance.of(document) for document in pack.documents],
            all_signed=pack.all_signed,
            created_at=pack.created_at,
            updated_at=pack.updated_at,
        )
