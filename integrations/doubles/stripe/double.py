"""The parts of one running double."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from integrations.doubles.stripe.call import Call
from integrations.doubles.stripe.clock import Clock, Due
from integrations.doubles.stripe.config import DoubleConfig
from integrations.doubles.stripe.courier import Courier
from integrations.doubles.stripe.resources import accounts, payment_intents, payouts
from integrations.doubles.stripe.store import Store


@dataclass(frozen=True)
class Double:
    config: DoubleConfig
    store: Store
    clock: Clock
    courier: Courier

    def call(self, **details: Any) -> Call:
        return Call(self.store, self.clock, self.config, **details)

    @property
    def due(self) -> Mapping[str, Due]:
        """What time alone brings about."""
        return {
            "payout.create": partial(payouts.create_due, self.call()),
            "payout.arrive": partial(payouts.arrive, self.call()),
            "authorisation.expire": partial(payment_intents.expire, self.call()),
            "bank_debit.settle": partial(payment_intents.settle, self.call()),
            "account.verify": partial(accounts.verify, self.call()),
        }

    def catch_up(self) -> None:
        """Let everything happen that real time has made due."""
        self.clock.run_due(self.due)
