"""Studios read by one statement: the same answers as the reference executor gives, for each reader."""

from domain.ids import UserId
from domain.viewer import Viewer
from tests.api.studio_world import (
    Listed,
    add_picture,
    add_rate,
    draft,
    iso,
    live,
    rate_input,
    studio_input,
    tomorrow_at,
)
from tests.executors import both, same
from tests.world import Person, World

STUDIO = (
    "studioId ownerUserId title slug description city region country geo { lat lon }"
    " address { line1 line2 city region postal country } capacityPeople sizeSqft amenities verifiedStudio"
    " verificationStatus depositRequired depositAuthCents houseRules insuranceConfirmed priceFromCents"
    " currency ratingAvg ratingCount isPublished missing linkedServiceProfileIds indexable createdAt updatedAt"
)
RATE = (
    "rateId kind name dow startLocal endLocal slotMinutes priceCents overtimeCentsPer30m minBookingMinutes"
    " maxBookingMinutes taxInclusive active"
)
WHOLE = (
    f"{{ {STUDIO} owner {{ handle }} rates {{ {RATE} }}"
    " media { id kind url thumbUrl width height durationSec altText position nsfwBand scanStatus }"
    " policy { bufferBeforeMin bufferAfterMin cleaningMin cancellationPolicy __typename } }"
)
PAGE = f"query ($slug: String!) {{ studio(slug: $slug) {WHOLE} }}"
MINE = f"{{ myStudios {WHOLE} }}"
RATES = f"query ($id: ID!) {{ studioRates(studioId: $id) {{ {RATE} }} }}"
BLACKOUTS = (
    "query ($id: ID!, $from: AWSDateTime, $to: AWSDateTime) {"
    " studioBlackouts(studioId: $id, from: $from, to: $to) { blackoutId studioId start end reason } }"
)
CLOSE = (
    "mutation ($id: ID!, $range: DateTimeRange!, $reason: String) {"
    " addStudioBlackout(studioId: $id, range: $range, reason: $reason) }"
)
GUEST = Viewer()


def reader(person: Person) -> Viewer:
    return Viewer(user_id=UserId(person.user_id))


async def studio_with_everything(api: World) -> Listed:
    found = await live(
        api, title='Loft "\\ \u2028 🎬', lat=30.0, lon=-95.369803, sizeSqft=900, houseRules=["No 'glitter'."]
    )
    await add_rate(api, found, name="Closed", active=False)
    await add_rate(api, found, kind="slot", slotMinutes=90, startLocal="22:00", endLocal="24:00")
    return found


async def test_a_studio_page_is_the_same_for_its_owner_a_stranger_and_a_guest(api: World) -> None:
    found = await studio_with_everything(api)
    stranger = await api.sign_up()
    engine, asked = api.process.engine, {"slug": found.slug}
    own = (await same(engine, reader(found.owner), PAGE, asked))["studio"]
    assert own["address"]["line1"] == "100 Main St"
    assert [rate["active"] for rate in own["rates"]] == [True, False, True]
    assert own["rates"][2]["endLocal"] == "00:00"
    for viewer in (reader(stranger), GUEST):
        page = (await same(engine, viewer, PAGE, asked))["studio"]
        assert (page["address"], page["verificationStatus"], page["missing"]) == (None, None, [])
        assert page["geo"] == {"lat": 30, "lon": -95.37}
        assert len(page["rates"]) == 2


async def test_a_draft_is_there_for_its_owner_alone(api: World) -> None:
    found = await draft(api, description="Short.", amenities=[], houseRules=[])
    engine, asked = api.process.engine, {"slug": found.slug}
    own = (await same(engine, reader(found.owner), PAGE, asked))["studio"]
    assert own["missing"] == ["description", "amenities", "houseRules", "rates", "media"]
    answers = await both(engine, GUEST, PAGE, asked)
    assert answers.compiled is None
    assert answers.reference["errors"][0]["extensions"]["code"] == "NOT_FOUND"


async def test_my_studios_are_one_statement_however_many_there_are(api: World) -> None:
    nobody = await api.sign_up()
    engine = api.process.engine
    assert (await same(engine, reader(nobody), MINE))["myStudios"] == []
    first = await studio_with_everything(api)
    await draft(api, first.owner)
    await add_picture(api, first)
    assert len((await same(engine, reader(first.owner), MINE))["myStudios"]) == 2
    with api.statements() as asked:
        assert len((await api.run(MINE, token=first.owner.token)).data["myStudios"]) == 2
    assert len(asked) == 1


async def test_rates_that_are_off_are_for_the_owner(api: World) -> None:
    found = await studio_with_everything(api)
    engine, asked = api.process.engine, {"id": found.studio_id}
    assert len((await same(engine, reader(found.owner), RATES, asked))["studioRates"]) == 3
    assert len((await same(engine, GUEST, RATES, asked))["studioRates"]) == 2
    hidden = await draft(api)
    assert (await both(engine, GUEST, RATES, {"id": hidden.studio_id})).compiled is None


async def test_closed_times_are_for_the_owner(api: World) -> None:
    found = await draft(api)
    for hour, reason in ((14, "Painting 🎨"), (10, None)):
        closed = {"start": iso(tomorrow_at(hour)), "end": iso(tomorrow_at(hour + 2))}
        asked = {"id": found.studio_id, "range": closed, "reason": reason}
        assert (await api.run(CLOSE, asked, token=found.owner.token)).errors == []
    engine, mine = api.process.engine, reader(found.owner)
    both_shown = await same(engine, mine, BLACKOUTS, {"id": found.studio_id})
    assert [one["reason"] for one in both_shown["studioBlackouts"]] == [None, "Painting 🎨"]
    late = {"id": found.studio_id, "from": iso(tomorrow_at(13)), "to": iso(tomorrow_at(20))}
    assert len((await same(engine, mine, BLACKOUTS, late))["studioBlackouts"]) == 1
    for viewer, variables in ((GUEST, late), (mine, late | {"to": iso(tomorrow_at(12))})):
        answers = await both(engine, viewer, BLACKOUTS, variables)
        assert answers.compiled is None
        assert answers.reference["errors"]


async def test_what_a_studio_changed_is_answered_as_it_is_now(api: World) -> None:
    found = await draft(api)
    change = {"id": found.studio_id, "input": studio_input(title="Moved")}
    document = (
        f"mutation ($id: ID!, $input: StudioInput!) {{ updateStudio(studioId: $id, input: $input) {WHOLE} }}"
    )
    answer = await api.run(document, change, token=found.owner.token)
    assert answer.data["updateStudio"]["title"] == "Moved"
    rate = {"id": found.studio_id, "rate": rate_input(startLocal="09:30")}
    added = f"mutation ($id: ID!, $rate: StudioRateInput!) {{ addStudioRate(studioId: $id, rate: $rate) {{ {RATE} }} }}"
    answer = await api.run(added, rate, token=found.owner.token)
    assert answer.data["addStudioRate"]["startLocal"] == "09:30"
