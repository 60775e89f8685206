"""The table of the API: method and path to handler."""

import re
from collections.abc import Mapping
from typing import Final

from integrations.doubles.stripe.call import Handler
from integrations.doubles.stripe.errors import StripeError
from integrations.doubles.stripe.resources import (
    account_links,
    accounts,
    balances,
    charges,
    customers,
    events,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    tax,
    transfers,
    webhook_endpoints,
)

_RESOURCES: Final = (
    account_links,
    accounts,
    balances,
    charges,
    customers,
    events,
    payment_intents,
    payment_methods,
    payouts,
    refunds,
    setup_intents,
    tax,
    transfers,
    webhook_endpoints,
)


def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile("^/v1" + re.sub(r"{(\w+)}", r"(?P<\1>[^/]+)", pattern) + "$")


_TABLE: Final = [
    (method, _compiled(pattern), handler)
    for resource in _RESOURCES
    for (method, pattern), handler in resource.ROUTES.items()
]


def find(method: str, path: str) -> tuple[Handler, Mapping[str, str]]:
    for known_method, pattern, handler in _TABLE:
        if known_method == method and (match := pattern.match(path)):
            return handler, match.groupdict()
    raise StripeError(404, "invalid_request_error", f"Unrecognized request URL ({method}: {path}).")
