"""When the owner of a role page can be booked, through the API."""

from datetime import UTC, datetime, timedelta

from domain.calendar import actions as calendars
from domain.calendar.holds import person_calendar, person_taken
from domain.calendar.spans import Span
from domain.ids import LbgId, LegId, UserId
from tests.api.profile_world import (
    FREE,
    WINDOWS,
    seen,
)
from tests.api.supply import a_draft_page
from tests.world import Person, World


async def test_weekly_hours_are_replaced_and_become_free_days(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    hours = [{"weekday": day, "startMinute": 540, "endMinute": 1020} for day in range(1, 6)]
    answer = (await api.run(WINDOWS, {"id": profile_id, "windows": hours}, token=ana.token)).data
    assert len(answer["setServiceAvailability"]["availability"]) == 5
    days = answer["setServiceAvailability"]["availabilityBuckets"]
    assert 20 <= len(days) <= 23
    for wrong in (
        {"weekday": 7, "startMinute": 0, "endMinute": 60},
        {"weekday": 0, "startMinute": 60, "endMinute": 60},
        {"weekday": 0, "startMinute": -1, "endMinute": 60},
        {"weekday": 0, "startMinute": 0, "endMinute": 1441},
        {"weekday": 0, "startMinute": 0, "endMinute": 2**31 - 1},
    ):
        refused = await api.run(WINDOWS, {"id": profile_id, "windows": [wrong]}, token=ana.token)
        assert refused.code == "VALIDATION_FAILED"
    assert len((await seen(api, ana, id=profile_id))["availability"]) == 5


async def test_free_times_follow_the_clock_on_the_wall_through_a_clock_change(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    sunday = [{"weekday": 0, "startMinute": 540, "endMinute": 1020}]
    await api.run(WINDOWS, {"id": profile_id, "windows": sunday}, token=ana.token)
    forward = clocks_go_forward()
    for day, start, end in ((forward - timedelta(days=7), 15, 23), (forward, 14, 22)):
        asked = {
            "id": profile_id,
            "from": iso(day + timedelta(hours=6)),
            "to": iso(day + timedelta(hours=23)),
        }
        answer = await api.run(FREE, asked, token=ana.token)
        assert answer.data["serviceProfileAvailability"] == [
            {"start": iso(day + timedelta(hours=start)), "end": iso(day + timedelta(hours=end))}
        ]
        assert (await api.run(FREE, asked, token=ana.token)).data == answer.data


async def test_a_wrong_range_is_refused_and_a_past_one_is_empty(api: World) -> None:
    ana, ben = await api.sign_up(), await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    backwards = {"id": profile_id, "from": "2027-03-08T00:00:00Z", "to": "2027-03-07T00:00:00Z"}
    assert (await api.run(FREE, backwards, token=ana.token)).code == "VALIDATION_FAILED"
    endless = {"id": profile_id, "from": "2027-01-01T00:00:00Z", "to": "2028-01-01T00:00:00Z"}
    assert (await api.run(FREE, endless, token=ana.token)).code == "VALIDATION_FAILED"
    now = datetime.now(UTC)
    past = {"id": profile_id, "from": iso(now - timedelta(days=2)), "to": iso(now - timedelta(days=1))}
    assert (await api.run(FREE, past, token=ana.token)).data == {"serviceProfileAvailability": []}
    for viewer in (ben.token, None):
        assert (await api.run(FREE, past, token=viewer)).code == "SP_NOT_FOUND"


async def take(api: World, owner: Person, start: datetime, hours: int) -> None:
    """A checkout of somebody else holds the owner's time."""
    async with api.units() as uow:
        await calendars.place(
            uow,
            [person_calendar(UserId(owner.user_id))],
            Span(start, start + timedelta(hours=hours)),
            lbg_id=LbgId("lbg_1"),
            leg_id=LegId("leg_1"),
            expires_at=uow.now + timedelta(minutes=10),
            refusal=person_taken(),
        )


async def test_what_is_taken_on_one_page_is_taken_on_every_page_and_comes_back(api: World) -> None:
    ana = await api.sign_up()
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=3)
    asked = {"from": iso(midnight), "to": iso(midnight + timedelta(hours=12))}
    pages = [await a_draft_page(api, ana, role) for role in ("MODEL", "PHOTOGRAPHER")]
    await take(api, ana, midnight + timedelta(hours=4), hours=2)
    for profile_id in pages:
        free = await api.run(FREE, {"id": profile_id, **asked}, token=ana.token)
        assert free.data["serviceProfileAvailability"] == [
            {"start": iso(midnight), "end": iso(midnight + timedelta(hours=3))},
            {"start": iso(midnight + timedelta(hours=7)), "end": iso(midnight + timedelta(hours=12))},
        ]
    await api.advance(seconds=900)
    ana = await api.renewed(ana)
    free = await api.run(FREE, {"id": pages[0], **asked}, token=ana.token)
    assert free.data["serviceProfileAvailability"] == [{"start": asked["from"], "end": asked["to"]}]


async def test_a_day_that_is_taken_whole_is_no_free_day(api: World) -> None:
    ana = await api.sign_up()
    profile_id = await a_draft_page(api, ana)
    before = (await seen(api, ana, id=profile_id))["availabilityBuckets"]
    noon = datetime.now(UTC).replace(hour=12, minute=0, second=0, microsecond=0) + timedelta(days=5)
    await take(api, ana, noon - timedelta(hours=24), hours=48)
    after = (await seen(api, ana, id=profile_id))["availabilityBuckets"]
    assert set(before) - set(after) == {noon.date().isoformat()}


def clocks_go_forward() -> datetime:
    """UTC midnight of the day on which they do in Houston next year: the second Sunday of March."""
    first = datetime(datetime.now(UTC).year + 1, 3, 1, tzinfo=UTC)
    return first + timedelta(days=(6 - first.weekday()) + 7)


def iso(moment: datetime) -> str:
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
