"""How long a refusal takes, what a hostile document costs, and how a cheap query fares beside many."""

import itertools
import statistics
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from bench.front_door.documents import CHEAP, HOSTILE, fresh
from bench.front_door.server import Subject, post
from bench.front_door.told import Figure
from bench.proc import MB

TIMES = 20
CHEAP_TIMES = 1_000
ATTACKERS = 4
_numbers = itertools.count()


def percentile(values: Sequence[float], share: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def refusals(subject: Subject) -> Iterator[Figure]:
    """Each hostile request, many times over one connection: seconds to the answer, processor, memory."""
    warm(subject)
    for name, body in HOSTILE.items():
        connection = subject.connection()
        post(connection, body)
        subject.forget_peak()
        memory, cpu = subject.memory(), subject.cpu_s()
        took = [post(connection, fresh(body, next(_numbers))) for _ in range(TIMES)]
        cpu_ms = (subject.cpu_s() - cpu) / TIMES * 1000
        grown = max(0, subject.memory("VmHWM") - memory) / MB
        connection.close()
        status = ",".join(sorted({str(one[0]) for one in took}))
        ms = percentile([one[2] for one in took], 0.5) * 1000
        said = f"status {status}, median {ms:.1f} ms, processor {cpu_ms:.1f} ms, memory +{grown:.1f} MB"
        yield Figure(f"refusal: {name}", said, "< 50 ms CPU, < 20 MB", cpu_ms < 50 and grown < 20)


def cheap_beside_hostile(subject: Subject) -> Iterator[Figure]:
    alone = _cheap(subject)
    yield Figure("cheap query alone", _spread(alone), "", percentile(alone, 0.99) < 0.2)
    with _attacked(subject) as sent:
        beside = _cheap(subject)
    target = "p99 < 200 ms"
    said = f"{_spread(beside)}; {ATTACKERS} attackers sent {len(sent)} hostile requests meanwhile"
    yield Figure("cheap query beside hostile ones", said, target, percentile(beside, 0.99) < 0.2)


def warm(subject: Subject) -> None:
    connection = subject.connection()
    for body in (CHEAP, *HOSTILE.values()):
        post(connection, body)
    connection.close()


def _cheap(subject: Subject) -> list[float]:
    connection = subject.connection()
    took = [post(connection, CHEAP)[2] for _ in range(CHEAP_TIMES)]
    connection.close()
    return took


@contextmanager
def _attacked(subject: Subject) -> Iterator[list[int]]:
    """Attackers that send every hostile request in turn, without a pause, until this is left."""
    enough, sent = threading.Event(), list[int]()

    def attack() -> None:
        connection = subject.connection()
        while not enough.is_set():
            for body in HOSTILE.values():
                sent.append(post(connection, fresh(body, next(_numbers)))[0])
        connection.close()

    attackers = [threading.Thread(target=attack, daemon=True) for _ in range(ATTACKERS)]
    for attacker in attackers:
        attacker.start()
    try:
        yield sent
    finally:
        enough.set()
        for attacker in attackers:
            attacker.join(timeout=10)


def _spread(took: Sequence[float]) -> str:
    median, p99, most = statistics.median(took), percentile(took, 0.99), max(took)
    return f"median {median * 1000:.1f} ms, p99 {p99 * 1000:.1f} ms, most {most * 1000:.1f} ms"
