"""Role pages as tests ask for them."""

from typing import Any

from sqlalchemy import func, select, text, update

from persistence.tables.accounts import account
from persistence.tables.kernel import event
from tests.world import Answer, Person, World

PAGE = """
query ($id: ID, $handle: String, $role: RoleType) {
  serviceProfile(serviceProfileId: $id, handle: $handle, role: $role) {
    serviceProfileId userId role handle slug displayName bio city region travelNotes languages tags aboutFields
    radiusKm isPublished completenessScore missing safeModeBandMax ratingAvg ratingCount priceFromCents currency
    portfolioCount indexable createdAt updatedAt
    user { handle roles serviceProfiles { serviceProfileId } studios { studioId } isStudioOwner }
    social { platform handle verified followers engagementRate avgViews }
    packages { packageId name slug priceCents durationMin includes recurring
      addons { addonId name priceCents } licensing { type notes tierAdders } }
    reputation { ratingAvg ratingCount ratingRecentAvg histogram limitedReviews lastReviewAt score volume }
    availability { weekday startMinute endMinute effectiveFrom effectiveTo blocked }
    availabilityBuckets
    linkedStudios { studioId }
    cover { id url thumbUrl width height scanStatus }
  }
}
"""
MINE = "{ myServiceProfiles { serviceProfileId role isPublished missing } }"
UPDATE = """
mutation ($id: ID!, $input: ServiceProfilePatch!) {
  updateServiceProfile(serviceProfileId: $id, input: $input) {
    displayName bio city region aboutFields languages updatedAt social { platform verified }
    cover { id scanStatus }
  }
}
"""
WINDOWS = """
mutation ($id: ID!, $windows: [AvailabilityWindowInput!]!) {
  setServiceAvailability(serviceProfileId: $id, windows: $windows) {
    availability { weekday startMinute endMinute blocked } availabilityBuckets
  }
}
"""
UNPUBLISH = "mutation ($id: ID!) { unpublishServiceProfile(serviceProfileId: $id) { isPublished } }"
FREE = """
query ($id: ID!, $from: AWSDateTime!, $to: AWSDateTime!) {
  serviceProfileAvailability(serviceProfileId: $id, from: $from, to: $to) { start end }
}
"""
NOBODY = "srv_00000000000000000000000000"


async def page(api: World, viewer: Person | None, **named: Any) -> Answer:
    return await api.run(PAGE, named, token=viewer.token if viewer else None)


async def seen(api: World, viewer: Person | None, **named: Any) -> Any:
    return (await page(api, viewer, **named)).data["serviceProfile"]


async def change(api: World, owner: Person, profile_id: str, **given: Any) -> Answer:
    return await api.run(UPDATE, {"id": profile_id, "input": given}, token=owner.token)


async def facts(api: World) -> int:
    async with api.process.kernel.engine.connect() as connection:
        return int(await connection.scalar(select(func.count()).select_from(event)) or 0)


async def set_account(api: World, person: Person, **values: Any) -> None:
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(update(account).where(account.c.user_id == person.user_id).values(**values))


async def close_city(api: World, code: str) -> None:
    async with api.process.kernel.engine.begin() as connection:
        await connection.execute(text("update city set active = false where code = :code"), {"code": code})
