"""Facts: what happened, in the past tense of the event catalogue (schema/contract/events.csv)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True)
class Fact:
    """One domain event. Carries ids, codes and numbers only, never words of a person or contact data.

    `topics` names the live topics it is appended to, such as `lbg:lbg_…`, `thread:thr_…`, `inbox:usr_…`.
    """

    name: str
    subject: str
    ids: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    actor: str = "system"


@dataclass(frozen=True)
class LiveEvent:
    """A fact as a follower of one topic sees it. `position` counts from 1 without gaps within the topic."""

    topic: str
    position: int
    event_id: str
    name: str
    subject: str
    ids: Mapping[str, str | int | bool | None]
    actor: str
    at: datetime
