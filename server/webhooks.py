"""Doors for webhooks: verify, keep once, answer 200. Handling happens later, from the row."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from domain.errors import DomainError, NotFound
from domain.ports import Services
from server.bodies import HttpRefusal, read_body
from server.errors import corr_id, new_corr_id
from server.replies import Reply

BODY_MOST: Final = 1024 * 1024
BODY_WAIT_S: Final = 10.0
# A source to what verifies its webhooks: (services, body, headers) to (event id, kind, body).
Verify = Callable[[Services, bytes, Mapping[str, str]], Awaitable[tuple[str, str, Mapping[str, Any]]]]


async def _stripe(
    services: Services, body: bytes, headers: Mapping[str, str]
) -> tuple[str, str, Mapping[str, Any]]:
    event = services.payments.parse_webhook(body, headers.get("stripe-signature", ""))
    return event.id, event.kind, event.body


SOURCES: Final[Mapping[str, Verify]] = {"stripe": _stripe}


async def receive(request: Request) -> Response:
    corr_id.set(new_corr_id())
    source = request.path_params["source"]
    verify = SOURCES.get(source)
    if verify is None:
        return Reply.refusing(NotFound("NOT_FOUND", "Nobody sends webhooks here."), 404).response()
    services: Services = request.app.state.process.services
    try:
        body = await read_body(request.receive, most=BODY_MOST, wait_s=BODY_WAIT_S)
        external_id, kind, event = await verify(services, body, request.headers)
    except HttpRefusal as refused:
        return Reply.refusing(refused.refusal, refused.status, headers=refused.headers).response()
    except DomainError as refused:
        return Reply.refusing(refused, 400).response()
    async with services.units() as uow:
        new = await uow.webhooks.keep(source, external_id, kind=kind, body=event, at=uow.now)
        if new:
            await uow.enqueue(f"webhook.{source}", {"source": source, "external_id": external_id})
    return JSONResponse({"received": True, "new": new})
