"""Documents about conversations, and people who can have one."""

from typing import Any

from domain.ids import Prefix, ProfileId, UserId
from domain.profiles.model import ProfileStatus, Role, ServiceProfile
from tests.world import Answer, Person, World

INQUIRE = (
    "mutation ($p: ID!, $b: BriefInput!) { startInquiry(sellerServiceProfileId: $p, buyerBrief: $b) {"
    " id kind status subject roleContext folder unreadCount requestState isProject"
    " gate { id targetUser status reason } projectPanel { brief { title version budgetCents } }"
    " lastMessage { bodyText senderUser } participants { userId role status online } } }"
)
TALK = (
    "mutation ($to: ID!, $r: String!, $m: String!, $b: ID) {"
    " startConversation(toUserId: $to, roleContext: $r, firstMessage: $m, bookingId: $b) {"
    " id status requestState lastMessage { bodyText } participants { userId role } } }"
)
SEND = (
    "mutation ($t: ID!, $text: String, $body: String, $kind: MessageKind, $c: ID, $files: [AttachmentInput!],"
    " $action: AWSJSON) { sendMessage(threadId: $t, text: $text, body: $body, kind: $kind,"
    " clientMessageId: $c, attachments: $files, action: $action) { id messageId kind bodyText senderUser"
    " author { userId handle } deliveryState policyHint clientMessageId nsfwBand createdAt"
    " attachments { key fileName scanStatus url } } }"
)
SEND_TEXT = "mutation ($i: SendTextInput!) { sendText(input: $i) }"
READ = "mutation ($t: ID!, $at: AWSDateTime) { markRead(threadId: $t, upToTs: $at) }"
TYPE = "mutation ($t: ID!, $on: Boolean!) { setTyping(threadId: $t, on: $on) }"
INBOX = (
    "query ($f: String, $filter: InboxFilterInput, $c: String, $n: Int) {"
    " inbox(folder: $f, filter: $filter, cursor: $c, limit: $n) { cursor totalUnread items { id folder"
    " unreadCount status requestState lastMessage { bodyText author { handle } deliveryState }"
    " participants { user { handle } } projectPanel { brief { title } } } } }"
)
MESSAGES = (
    "query ($t: ID!, $c: String, $n: Int) { messages(threadId: $t, cursor: $c, limit: $n) {"
    " cursor items { id kind bodyText senderUser deliveryState policyHint createdAt author { handle }"
    " attachments { key } } } }"
)
THREAD = (
    "query ($t: ID!) { thread(threadId: $t) { id threadId kind status isProject subject roleContext lbgId bookingId"
    " legId orderId folder starred pinned unreadCount requestState bundleKey banner lastMessageAt createdAt"
    " gate { status reason } lastMessage { bodyText kind } participants { userId role lastReadAt mutedUntil"
    " online lastSeen } projectPanel { threadId brief { title goals } } } }"
)
BRIEF = {
    "title": "Autumn lookbook",
    "goals": "Twelve looks in a day",
    "budgetCents": 120_000,
    "city": "houston",
}


async def publish(api: World, person: Person, role: Role = Role.MODEL) -> ProfileId:
    """A published role page of somebody, kept through the repository that keeps real ones."""
    async with api.units() as uow:
        profile_id = ProfileId(uow.new_id(Prefix.PROFILE))
        await uow.profiles.add(
            ServiceProfile(
                id=profile_id,
                user_id=UserId(person.user_id),
                handle=person.handle,
                role=role,
                display_name="Ana Lens",
                bio="Ten years in front of cameras.",
                city="houston",
                created_at=uow.now,
                updated_at=uow.now,
                status=ProfileStatus.PUBLISHED,
            )
        )
    return profile_id


class Talkers:
    """A buyer who has written to a seller, and the thread they share."""

    def __init__(self, api: World, buyer: Person, seller: Person, profile_id: ProfileId) -> None:
        self.api, self.buyer, self.seller, self.profile_id = api, buyer, seller, profile_id
        self.thread_id = ""

    async def inquire(self, **brief: Any) -> Answer:
        variables = {"p": self.profile_id, "b": BRIEF | brief}
        return await self.api.run(INQUIRE, variables, token=self.buyer.token)

    async def say(self, person: Person, text: str | None = None, **more: Any) -> Answer:
        variables = {"t": self.thread_id, "text": text} | more
        return await self.api.run(SEND, variables, token=person.token)

    async def messages(self, person: Person, **variables: Any) -> Answer:
        return await self.api.run(MESSAGES, {"t": self.thread_id} | variables, token=person.token)

    async def thread(self, person: Person) -> Any:
        answer = await self.api.run(THREAD, {"t": self.thread_id}, token=person.token)
        return answer.data["thread"]

    async def inbox(self, person: Person, folder: str = "all", **variables: Any) -> Any:
        answer = await self.api.run(INBOX, {"f": folder} | variables, token=person.token)
        return answer.data["inbox"]


async def strangers(api: World) -> Talkers:
    """Two people who have not written to each other yet."""
    buyer, seller = await api.sign_up(), await api.sign_up()
    return Talkers(api, buyer, seller, await publish(api, seller))


async def asking(api: World) -> Talkers:
    """A first contact that waits for its answer."""
    two = await strangers(api)
    two.thread_id = (await two.inquire()).data["startInquiry"]["id"]
    return two


async def talking(api: World) -> Talkers:
    """A first contact that was answered: one message each way."""
    two = await asking(api)
    assert (await two.say(two.seller, "Happy to. Which day?")).errors == []
    return two
