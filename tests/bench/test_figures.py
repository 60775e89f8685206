"""Figures: medians, ratios, targets, the table, the kept file and the picture."""

import asyncio
import math
from pathlib import Path
from xml.etree import ElementTree as ET

import orjson
import pytest

from bench.chart import picture
from bench.figures import RATIOS, Compared, Report, Side, Single
from bench.kept import document
from bench.load.client import Tally as Answers
from bench.load.client import _whole_length
from bench.load.following import Tally as Deliveries
from bench.load.sockets import Follower, framed
from bench.load.spec import Load, post, read_requests, write_requests


def side(per_s: float, p95_ms: float = 2.0) -> Side:
    return Side(per_s, 1.0, p95_ms, 0.5, 0.25, 100.0)


def report(ratio: float = 0.9, late_ms: float = 10.0) -> Report:
    compared = [Compared(name, side(1_000 * ratio), side(1_000)) for name in RATIOS]
    return Report(compared, [Single("live p95 <at> 50", late_ms, "ms", most=15)])


def test_a_median_is_taken_figure_by_figure() -> None:
    rounds = [side(300, 9.0), side(100, 7.0), side(200, 8.0)]
    assert Side.median(rounds) == side(200, 8.0)


def test_a_ratio_is_of_the_floor_and_is_held_to_the_target_of_its_workload() -> None:
    assert Compared("inbox", side(799), side(1_000)).met is False
    assert Compared("inbox", side(800), side(1_000)).met is True
    assert Compared("send", side(700), side(1_000)).met is True
    assert Compared("fan-out", side(0), side(0)).met is False


@pytest.mark.parametrize(
    ("ratio", "late_ms", "met"), [(0.9, 10, True), (0.75, 10, False), (0.9, math.inf, False)]
)
def test_a_report_is_met_when_everything_in_it_is(ratio: float, late_ms: float, *, met: bool) -> None:
    assert report(ratio, late_ms).met is met


def test_a_report_without_one_of_its_workloads_is_not_met() -> None:
    whole = report()
    assert Report(whole.compared, whole.singles, ["search"]).met is False


def test_what_never_came_is_kept_as_null() -> None:
    kept = orjson.loads(orjson.dumps(document(report(late_ms=math.inf))))
    assert kept["alone"]["live p95 <at> 50"] == {"value": None, "unit": "ms", "at_most": 15, "met": False}
    assert kept["workloads"]["send"]["ratio"] == 0.9
    assert kept["workloads"]["send"]["server"]["p95_ms"] == 2.0
    assert kept["met"] is False


def test_the_picture_is_xml_with_a_bar_a_workload_in_the_colours_of_light_and_dark() -> None:
    drawn = ET.fromstring(picture(report(0.75)))  # noqa: S314 - our own
    kinds = [one.get("class") for one in drawn.iter() if one.tag.endswith("rect")]
    assert kinds.count("way") == len(RATIOS)
    assert (kinds.count("missed"), kinds.count("met")) == (5, 1)
    assert "prefers-color-scheme: dark" in picture(report())
    assert "live p95 &lt;at&gt; 50: some never came" in picture(report(late_ms=math.inf))


def test_a_bar_never_leaves_the_picture() -> None:
    drawn = ET.fromstring(picture(report(30)))  # noqa: S314
    width = float((drawn.get("viewBox") or "").split()[2])
    bars = [one for one in drawn.iter() if one.tag.endswith("rect")]
    assert max(float(one.get("x") or 0) + float(one.get("width") or 0) for one in bars) < width


def test_an_answer_is_whole_when_its_length_has_come() -> None:
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nx: y\r\n\r\n"
    assert _whole_length(head[:-1]) == 0
    assert _whole_length(head) == len(head) + 5


def test_only_data_counts_as_an_answer() -> None:
    load = Load(port=0, connections=1, warm_s=0, seconds=60, requests="")
    tally = Answers(load)
    now = tally.from_s
    for body in (b'{"data":{"a":1}}', b'{"data":null,"errors":[{}]}', b'{"data":{"a":null},"errors":[{}]}'):
        tally.add(now, now + 0.5, b"HTTP/1.1 200 OK\r\n\r\n" + body)
    tally.add(now, now + 0.5, b'HTTP/1.1 429 Slow\r\n\r\n{"data":{"a":1}}')
    measured = tally.measured(load)
    assert (measured.answered, measured.failed) == (4, 3)
    assert measured.p50_ms == pytest.approx(500)


def test_requests_are_read_as_they_were_written(tmp_path: Path) -> None:
    requests = [post("/a", b"{}", [("x", "1")]), post("/b", b"x" * 70_000)]
    write_requests(tmp_path / "requests", requests)
    assert read_requests(tmp_path / "requests") == requests
    assert requests[0].endswith(b"\r\ncontent-length: 2\r\n\r\n{}")


class Wire(asyncio.Transport):
    """The far end of a connection, as far as a follower looks."""

    def __init__(self) -> None:
        super().__init__()
        self.sent = list[bytes]()

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.sent.append(bytes(data))


def served(payload: bytes, opcode: int = 1) -> bytes:
    """A frame of a server."""
    size = len(payload)
    length = bytes([size]) if size < 126 else b"\x7e" + size.to_bytes(2)
    return bytes([0x80 | opcode]) + length + payload


async def test_a_follower_takes_frames_however_they_are_cut() -> None:
    heard = list[bytes]()
    follower = Follower("token", b"{}", lambda buffer, begin, end, _: heard.append(buffer[begin:end]))
    wire = Wire()
    follower.connection_made(wire)
    long = b'{"type":"next","x":"' + b"y" * 300 + b'"}'
    stream = (
        b"HTTP/1.1 101 Switching Protocols\r\n\r\n"
        + served(b'{"type":"connection_ack"}')
        + served(long)
        + served(b"are you there", opcode=9)
        + served(b"{}")
    )
    for at in range(0, len(stream), 7):
        follower.data_received(stream[at : at + 7])
    follower.data_received(served(long))
    assert heard == [long, b"{}", long]
    assert wire.sent[-1] == framed(b"are you there", 10)
    assert follower.following.done()


async def test_deliveries_are_counted_until_everybody_has_one() -> None:
    tally = Deliveries()
    done = tally.written(7, followers=2)
    frame = b'xx{"bodyText":"0000000007 hello"}'
    tally.heard(frame, 2, len(frame), math.inf)
    assert not done.done()
    tally.heard(b'{"type":"delivered"}', 0, 20, 0.0)
    tally.heard(frame, 2, len(frame), math.inf)
    assert done.done()
    tally.written(8, followers=3)
    found = tally.take(2.0)
    assert (found.deliveries, found.per_s, found.lost) == (2, 1.0, 3)
    assert tally.sample == frame[2:]
