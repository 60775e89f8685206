"""What was worked out of documents, bounded by what it weighs: least recently used out first."""

from collections import OrderedDict
from collections.abc import Hashable
from typing import Any, Final

# A usual page weighs 10 KB; this is room for more of them than anybody's clients have.
PLANS_BYTES: Final = 12 * 1024 * 1024
MISSING: Final = object()


class Shelf:
    def __init__(self, most_bytes: int = PLANS_BYTES) -> None:
        self._most = most_bytes
        self.bytes = 0
        # Whether long plans wait until they pay.
        self.is_patient = True
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: Hashable) -> Any:
        """MISSING when there is nothing; what was put there may be None."""
        found = self._kept.get(key)
        if found is None:
            return MISSING
        self._kept.move_to_end(key)
        return found[0]

    def put(self, key: Hashable, value: Any, weight: int) -> None:
        self._kept[key] = (value, weight)
        self.bytes += weight
        while self.bytes > self._most:
            _, (_, lighter) = self._kept.popitem(last=False)
            self.bytes -= lighter
