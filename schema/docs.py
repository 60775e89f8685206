"""Document packs and their signatures, as clients see them (contract docs.graphql)."""

from typing import TYPE_CHECKING, Any

import strawberry

from domain.docs.addresses import Printed, pdf_address, sign_address
from schema.reading import Held, finished, read
from schema.scalars import AWSURL, AWSDateTime

if TYPE_CHECKING:
    from schema.context import Context


def _pdf_url(found: list[Any], context: "Context") -> str:
    return pdf_address(context.services.files, Printed(*found))


def _sign_url(doc_id: str | None, context: "Context") -> str | None:
    return sign_address(context.services.public_url, doc_id) if doc_id else None


@strawberry.type
class DocSigner(Held):
    role: str = read()
    user_id: strawberry.ID | None = read()
    name: str | None = read()
    status: str = read()
    signed_at: AWSDateTime | None = read()


@strawberry.type
class DocSignEvent(Held):
    sign_event_id: strawberry.ID = read()
    actor_role: str = read()
    actor_user_id: strawberry.ID | None = read()
    event: str = read()
    created_at: AWSDateTime = read()


@strawberry.type
class DocInstance(Held):
    doc_id: strawberry.ID = read()
    pack_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    template_id: strawberry.ID = read()
    template_name: str = read()
    template_version: int = read()
    pdf_url: AWSURL | None = finished(_pdf_url)
    pdf_sha256: str | None = read()
    post_sign_sha256: str | None = read()
    envelope_id: strawberry.ID | None = read()
    envelope_status: str = read()
    sign_url: AWSURL | None = finished(_sign_url)
    signers: list[DocSigner] = read()
    legal_hold: bool = read()
    created_at: AWSDateTime = read()
    events: list[DocSignEvent] = read()


@strawberry.type
class DocPack(Held):
    pack_id: strawberry.ID = read()
    leg_id: strawberry.ID = read()
    lbg_id: strawberry.ID = read()
    status: str = read()
    city: str = read()
    generator_ver: str = read()
    documents: list[DocInstance] = read()
    all_signed: bool = read()
    created_at: AWSDateTime = read()
    updated_at: AWSDateTime = read()
