"""What a person does in a browser, and what a test or a development server does to the world."""

from datetime import datetime
from html import escape
from typing import Any

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from integrations.doubles.stripe import forms, trouble
from integrations.doubles.stripe.call import Call
from integrations.doubles.stripe.double import Double
from integrations.doubles.stripe.errors import StripeError, invalid
from integrations.doubles.stripe.resources import account_links, accounts, payment_intents, setup_intents
from integrations.doubles.stripe.store import public

_CHALLENGES = {"payment_intents": payment_intents, "setup_intents": setup_intents}
_PAGE = """<!doctype html><title>Test card check</title><h1>Your bank asks: is it you?</h1>
<form method="post">{fields}<button name="succeed" value="true">Yes, it is me</button>
<button name="succeed" value="false">No</button></form>"""


class Control:
    def __init__(self, double: Double) -> None:
        self._double = double

    async def clock(self, request: Request) -> Response:
        if request.method == "POST":
            moment = _moment((await _given(request)).get("now"))
            happened = self._double.clock.move(moment, self._double.due)
            await self._double.courier.flush()
            return JSONResponse({"now": self._double.clock.now(), "happened": happened})
        return JSONResponse({"now": self._double.clock.now()})

    async def next_due(self, _: Request) -> Response:
        return JSONResponse({"next_due": self._double.clock.next_due()})

    async def chaos(self, request: Request) -> Response:
        with self._double.store.transaction():
            if request.method == "DELETE":
                trouble.clear(self._double.store)
                return JSONResponse({"rules": 0})
            rules = (await _given(request)).get("rules", [])
            for rule in rules:
                trouble.order(self._double.store, rule)
        return JSONResponse({"rules": len(rules)})

    async def flush(self, _: Request) -> Response:
        self._double.catch_up()
        return JSONResponse(await self._double.courier.flush())

    async def authenticate(self, request: Request) -> Response:
        if request.method == "GET":
            back = escape(request.query_params.get("return_url", ""))
            field = f'<input type="hidden" name="return_url" value="{back}">' if back else ""
            return HTMLResponse(_PAGE.format(fields=field))
        given = await _given(request)
        resource = _CHALLENGES[request.path_params["kind"]]
        succeed = given.get("succeed", True) in (True, "true")
        body = self._within(lambda call: resource.authenticate(call, request.path_params["id"], succeed))
        if given.get("return_url"):
            return RedirectResponse(given["return_url"], 303)
        return JSONResponse(public(body))

    async def onboarding(self, request: Request) -> Response:
        outcome = request.query_params.get("outcome", "enabled")
        address = self._within(lambda call: account_links.opened(call, request.path_params["token"], outcome))
        return RedirectResponse(address, 303)

    async def bank(self, request: Request) -> Response:
        given = await _given(request)
        is_open = given.get("open", True) in (True, "true")
        body = self._within(lambda call: accounts.set_bank(call, request.path_params["id"], is_open))
        return JSONResponse(public(body))

    def _within(self, act: Any) -> Any:
        self._double.catch_up()
        with self._double.store.transaction():
            done = act(Call(self._double.store, self._double.clock, self._double.config))
        self._double.courier.wake()
        return done


def control_routes(double: Double) -> list[Route]:
    control = Control(double)
    return [
        Route("/_double/clock", control.clock, methods=["GET", "POST"]),
        Route("/_double/clock/next", control.next_due, methods=["GET", "POST"]),
        Route("/_double/chaos", control.chaos, methods=["POST", "DELETE"]),
        Route("/_double/webhooks/flush", control.flush, methods=["POST"]),
        Route("/_double/{kind}/{id}/authenticate", control.authenticate, methods=["GET", "POST"]),
        Route("/_double/onboarding/{token}", control.onboarding, methods=["GET"]),
        Route("/_double/accounts/{id}/bank", control.bank, methods=["POST"]),
    ]


async def refused(_: Request, refusal: Exception) -> Response:
    if not isinstance(refusal, StripeError):
        raise refusal
    return JSONResponse(refusal.body, refusal.status)


async def _given(request: Request) -> dict[str, Any]:
    if request.headers.get("content-type", "").startswith("application/json"):
        given = orjson.loads(await request.body() or b"{}")
        if not isinstance(given, dict):
            raise invalid("A JSON object is needed.")
        return given
    return forms.parse((await request.body()).decode("utf-8", "replace"))


def _moment(value: Any) -> int:
    """Seconds since 1970, or an ISO 8601 instant with its offset."""
    try:
        if isinstance(value, int):
            return value
        moment = datetime.fromisoformat(str(value))
    except ValueError:
        raise invalid("Seconds since 1970 or an ISO 8601 instant.", "now") from None
    if moment.tzinfo is None:
        raise invalid("The instant needs its offset.", "now")
    return int(moment.timestamp())
