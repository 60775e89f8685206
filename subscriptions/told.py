"""What followers are told in one go."""

from collections.abc import Sequence

from domain.facts import LiveEvent


class Told:
    """Events in their order with the payload of each, the same for everybody who hears just these.

    `framed` is for outlets: what they make of the payloads, by whatever tells one outlet's from another's.
    """

    def __init__(self, events: Sequence[LiveEvent], payloads: Sequence[bytes]) -> None:
        self.events, self.payloads = events, payloads
        self.framed: dict[bytes, bytes] = {}

    def after(self, position: int) -> "Told":
        """The rest, for who knows of the first ones already."""
        known = sum(event.position <= position for event in self.events)
        return Told(self.events[known:], self.payloads[known:]) if known else self
