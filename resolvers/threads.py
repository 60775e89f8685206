"""Conversations: inbox, threads, messages, writing first, typing, reading."""

import strawberry

from domain.ids import LbgId, ProfileId, ThreadId, UserId
from domain.threads import contacts, presence, reading, sending
from domain.threads.drafts import MessageDraft
from schema.briefs import BriefInput
from schema.context import Info
from schema.media import AttachmentInput
from schema.messages import Message, MessageKind, MessagePage
from schema.scalars import AWSJSON, AWSDateTime
from schema.threads import InboxFilterInput, InboxPage, SendTextInput, Thread, draft_of


@strawberry.type
class ThreadsQuery:
    @strawberry.field
    async def inbox(
        self,
        info: Info,
        folder: str | None = "all",
        filter: InboxFilterInput | None = None,
        cursor: str | None = None,
        limit: int | None = 25,
    ) -> InboxPage:
        narrowed = (filter or InboxFilterInput()).to_domain()
        async with info.context.unit_of_work() as uow:
            page = await reading.inbox(
                uow,
                info.context.viewer,
                folder=folder or "all",
                narrowed=narrowed,
                cursor=cursor,
                limit=limit,
            )
        return InboxPage(items=[Thread.of(one) for one in page.items], cursor=page.cursor)

    @strawberry.field
    async def thread(self, info: Info, thread_id: strawberry.ID) -> Thread:
        async with info.context.unit_of_work() as uow:
            found = await reading.thread(uow, info.context.viewer, ThreadId(thread_id))
        return Thread.of(found)

    @strawberry.field
    async def messages(
        self, info: Info, thread_id: strawberry.ID, cursor: str | None = None, limit: int | None = 50
    ) -> MessagePage:
        async with info.context.unit_of_work() as uow:
            page = await reading.messages(
                uow, info.context.viewer, ThreadId(thread_id), cursor=cursor, limit=limit
            )
        return MessagePage(items=[Message.of(one) for one in page.items], cursor=page.cursor)


@strawberry.type
class ThreadsMutation:
    @strawberry.mutation
    async def start_inquiry(
        self, info: Info, seller_service_profile_id: strawberry.ID, buyer_brief: BriefInput
    ) -> Thread:
        async with info.context.unit_of_work() as uow:
            thread = await contacts.start_inquiry(
                uow, info.context.viewer, ProfileId(seller_service_profile_id), buyer_brief.to_domain()
            )
        return Thread.of(thread)

    @strawberry.mutation
    async def start_conversation(
        self,
        info: Info,
        to_user_id: strawberry.ID,
        role_context: str,
        first_message: str,
        booking_id: strawberry.ID | None = None,
    ) -> Thread:
        async with info.context.unit_of_work() as uow:
            thread = await contacts.start_conversation(
                uow,
                info.context.viewer,
                target=UserId(to_user_id),
                role_context=role_context,
                booking_id=None if booking_id is None else LbgId(booking_id),
                first_message=first_message,
            )
        return Thread.of(thread)

    @strawberry.mutation
    async def send_message(
        self,
        info: Info,
        thread_id: strawberry.ID,
        kind: MessageKind | None = MessageKind.TEXT,
        text: str | None = None,
        body: str | None = None,
        attachments: list[AttachmentInput] | None = None,
        action: AWSJSON | None = None,
        client_message_id: strawberry.ID | None = None,
    ) -> Message:
        draft = draft_of(kind, text, body, attachments, action, client_message_id)
        async with info.context.unit_of_work() as uow:
            sent = await sending.send_message(uow, info.context.viewer, ThreadId(thread_id), draft)
        return Message.of(sent)

    @strawberry.mutation
    async def send_text(self, info: Info, input: SendTextInput) -> strawberry.ID:
        draft = MessageDraft(text=input.body_text)
        async with info.context.unit_of_work() as uow:
            sent = await sending.send_message(uow, info.context.viewer, ThreadId(input.thread_id), draft)
        return strawberry.ID(sent.id)

    @strawberry.mutation
    async def set_typing(self, info: Info, thread_id: strawberry.ID, on: bool) -> bool:
        async with info.context.unit_of_work() as uow:
            shown = await presence.may_show_typing(uow, info.context.viewer, ThreadId(thread_id))
        me = info.context.viewer.require_user()
        await info.context.presence.type(ThreadId(thread_id), me, on=on and shown)
        return True

    @strawberry.mutation
    async def mark_read(
        self, info: Info, thread_id: strawberry.ID, up_to_ts: AWSDateTime | None = None
    ) -> bool:
        async with info.context.unit_of_work() as uow:
            await reading.mark_read(uow, info.context.viewer, ThreadId(thread_id), up_to_ts)
        return True
