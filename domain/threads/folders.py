"""Where a thread lies in somebody's inbox.

One ordered list of rules says it, so that Python (for one thread) and SQL (for a whole inbox) cannot
disagree: persistence turns the same `HOMES` and `FOLDERS` into a CASE and a WHERE.
"""

from dataclasses import dataclass

from domain.threads.model import Participant, Thread, ThreadKind
from domain.threads.states import RequestStatus, ThreadStatus


@dataclass(frozen=True)
class Home:
    """The first home whose conditions all hold is where a thread lies; an empty condition always holds."""

    folder: str
    moved_to: frozenset[str] = frozenset()
    gates: frozenset[RequestStatus] = frozenset()
    gate_on_me: bool = False
    statuses: frozenset[ThreadStatus] = frozenset()
    kinds: frozenset[ThreadKind] = frozenset()


@dataclass(frozen=True)
class Folder:
    """What a listed folder shows: threads of these homes (any, when empty) that meet every flag set."""

    homes: frozenset[str] = frozenset()
    unread: bool = False
    starred: bool = False
    awaiting_me: bool = False


# Only the target of a refused contact finds it in spam: the sender must not learn that it was refused.
HOMES: tuple[Home, ...] = (
    Home("spam", moved_to=frozenset({"spam"})),
    Home("archived", moved_to=frozenset({"archived"})),
    Home("spam", gates=frozenset({RequestStatus.DECLINED, RequestStatus.BLOCKED}), gate_on_me=True),
    Home("disputes", statuses=frozenset({ThreadStatus.DISPUTED})),
    Home("disputes", kinds=frozenset({ThreadKind.DISPUTE})),
    Home("archived", statuses=frozenset({ThreadStatus.ARCHIVED})),
    Home("bookings", kinds=frozenset({ThreadKind.BOOKING, ThreadKind.STUDIO})),
    Home("invites", kinds=frozenset({ThreadKind.INVITE})),
    Home("offers", statuses=frozenset({ThreadStatus.PENDING_DECISION})),
    Home("inquiries", kinds=frozenset({ThreadKind.INQUIRY})),
)
ELSEWHERE = "all"
IN_SIGHT = frozenset(home.folder for home in HOMES) - {"archived", "spam"} | {ELSEWHERE}

FOLDERS: dict[str, Folder] = {
    "all": Folder(homes=IN_SIGHT),
    "action": Folder(homes=IN_SIGHT, awaiting_me=True),
    "unread": Folder(homes=IN_SIGHT, unread=True),
    "starred": Folder(homes=IN_SIGHT | {"archived"}, starred=True),
    **{name: Folder(homes=frozenset({name})) for name in sorted({home.folder for home in HOMES})},
}


def home_of(thread: Thread, mine: Participant) -> str:
    """The folder a thread is in for one participant."""
    return next((home.folder for home in HOMES if _holds(home, thread, mine)), ELSEWHERE)


def _holds(home: Home, thread: Thread, mine: Participant) -> bool:
    gate = thread.gate
    return all(
        (
            not home.moved_to or mine.moved_to in home.moved_to,
            not home.gates or (gate is not None and gate.status in home.gates),
            not home.gate_on_me or (gate is not None and gate.target_user == mine.user_id),
            not home.statuses or thread.status in home.statuses,
            not home.kinds or thread.kind in home.kinds,
        )
    )


def awaits(thread: Thread, mine: Participant) -> bool:
    """Whether the thread waits for this participant: a first contact they have not answered."""
    gate = thread.gate
    return gate is not None and gate.status == RequestStatus.PENDING and gate.target_user == mine.user_id


def shows(name: str, thread: Thread, mine: Participant) -> bool:
    """Whether a folder lists a thread for one participant."""
    folder = FOLDERS[name]
    return all(
        (
            not folder.homes or home_of(thread, mine) in folder.homes,
            not folder.unread or mine.unread_count > 0,
            not folder.starred or mine.starred,
            not folder.awaiting_me or awaits(thread, mine),
        )
    )
