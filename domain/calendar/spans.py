"""Stretches of time: half-open, in UTC, and what can be reckoned with them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, order=True, slots=True)
class Span:
    """From `start` up to, but not including, `end`; never empty. Two spans that only touch do not overlap."""

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        if self.start.utcoffset() is None or self.end.utcoffset() is None:
            raise ValueError("a span needs instants, not wall times")
        if self.end <= self.start:
            raise ValueError("a span ends after it starts")

    @property
    def length(self) -> timedelta:
        return self.end - self.start

    @property
    def minutes(self) -> int:
        """Minutes that really pass, a begun one counted; the day on which clocks go forward has 1380."""
        return -(-self.length // timedelta(minutes=1))

    def overlaps(self, other: "Span") -> bool:
        return self.start < other.end and other.start < self.end

    def contains(self, other: "Span") -> bool:
        return self.start <= other.start and other.end <= self.end

    def clipped(self, within: "Span") -> "Span | None":
        return span_or_none(max(self.start, within.start), min(self.end, within.end))


def span_or_none(start: datetime, end: datetime) -> Span | None:
    """The span between two instants, or None where nothing lies between them."""
    return Span(start.astimezone(UTC), end.astimezone(UTC)) if start < end else None


def clipped(spans: Iterable[Span], within: Span) -> list[Span]:
    return [cut for span in spans if (cut := span.clipped(within)) is not None]


def merged(spans: Iterable[Span]) -> list[Span]:
    """The same time as sorted spans, of which no two overlap or touch."""
    result: list[Span] = []
    for span in sorted(spans):
        if result and span.start <= result[-1].end:
            result[-1] = Span(result[-1].start, max(result[-1].end, span.end))
        else:
            result.append(span)
    return result


def subtracted(spans: Iterable[Span], busy: Iterable[Span]) -> list[Span]:
    """What is left of each span once the busy time is taken out, sorted; pieces are not joined."""
    taken = merged(busy)
    return sorted(piece for span in spans for piece in _free_pieces(span, taken))


def maximal(spans: Iterable[Span]) -> list[Span]:
    """The spans that lie in no other one, sorted and each once."""
    kept: list[Span] = []
    for span in sorted(set(spans), key=lambda span: (span.start, -span.length)):
        if not kept or span.end > kept[-1].end:
            kept.append(span)
    return kept


def _free_pieces(span: Span, taken: list[Span]) -> list[Span]:
    pieces: list[Span] = []
    free_from = span.start
    for busy in taken:
        if busy.end <= free_from:
            continue
        if busy.start >= span.end:
            break
        if free_from < busy.start:
            pieces.append(Span(free_from, busy.start))
        free_from = busy.end
    if free_from < span.end:
        pieces.append(Span(free_from, span.end))
    return pieces
