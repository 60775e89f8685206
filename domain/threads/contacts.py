"""Inquiries and conversations: the two ways of writing to somebody first."""

from domain.accounts.model import Account, Group
from domain.errors import Unauthenticated
from domain.ids import LbgId, ProfileId, ThreadId, UserId
from domain.ports import UnitOfWork
from domain.profiles.reads import eyes_of
from domain.profiles.visibility import not_found, sees
from domain.threads import facts
from domain.threads.briefs import Brief, BriefDraft, require_valid
from domain.threads.drafts import MessageDraft
from domain.threads.limits import TEXT_MAX
from domain.threads.model import Side, Thread
from domain.threads.moderation import MEMORY, hint_for
from domain.threads.opening import Contact, reach
from domain.threads.roles import ROLE_CONTEXTS, STUDIO, context_of
from domain.threads.sending import send_message
from domain.validation import Problems
from domain.viewer import Viewer


async def start_inquiry(uow: UnitOfWork, viewer: Viewer, profile_id: ProfileId, brief: BriefDraft) -> Thread:
    """Opens an inquiry with the owner of a role page, or finds the open one and renews its brief."""
    buyer = viewer.require_user()
    require_valid(brief, today=uow.now.date())
    page = await uow.profiles.by_id(profile_id)
    if page is None or not page.is_published or not sees(await eyes_of(uow, viewer), page):
        raise not_found()
    _require_somebody_else("sellerServiceProfileId", buyer, page.user_id)
    contact = Contact(
        sender=await _account(uow, buyer),
        target=page.user_id,
        role_context=context_of(page.role),
        target_side=Side.PROVIDER,
        opening=brief.opening,
        words=brief.words,
        subject=brief.title,
        city=brief.city,
        budget_cents=brief.budget_cents,
        event_date=brief.event_date,
    )
    thread, _ = await reach(uow, contact)
    await _keep_brief(uow, thread, buyer, brief)
    return await _as_kept(uow, thread.id)


async def start_conversation(
    uow: UnitOfWork,
    viewer: Viewer,
    *,
    target: UserId,
    role_context: str,
    booking_id: LbgId | None,
    first_message: str,
) -> Thread:
    """Writes to a person in one of their roles, or about a booking the two share. Bookings are free."""
    asker = viewer.require_user()
    _require_said(role_context, first_message)
    _require_somebody_else("toUserId", asker, target)
    if booking_id is not None:
        thread = await _shared_booking(uow, asker, target, booking_id)
    else:
        contact = await _conversation(uow, viewer, target, role_context, first_message)
        thread, is_new = await reach(uow, contact)
        if is_new:
            return await _as_kept(uow, thread.id)
    await send_message(uow, viewer, thread.id, MessageDraft(text=first_message))
    return await _as_kept(uow, thread.id)


async def _conversation(
    uow: UnitOfWork, viewer: Viewer, target: UserId, role_context: str, first_message: str
) -> Contact:
    asker = viewer.require_user()
    problems = Problems()
    card = await uow.accounts.person(user_id=target)
    problems.require("toUserId", "There is no such person.", ok=card is not None)
    problems.raise_if_any()
    offered = await _offered(uow, viewer, [target, asker])
    problems.require(
        "roleContext",
        "Neither of you has a published page in that role.",
        ok=role_context in offered[target] | offered[asker],
    )
    problems.raise_if_any()
    side = Side.BUYER if role_context not in offered[target] else _selling_side(role_context)
    return Contact(
        sender=await _account(uow, asker),
        target=target,
        role_context=role_context,
        target_side=side,
        opening=first_message,
        words=(first_message,),
    )


async def _offered(uow: UnitOfWork, viewer: Viewer, people: list[UserId]) -> dict[UserId, frozenset[str]]:
    """The roles each can be written to about: pages the viewer sees, and Studio for studio owners."""
    eyes = await eyes_of(uow, viewer)
    pages = await uow.profiles.of_users(people)
    cards = await uow.accounts.people(people)
    offered = {}
    for person in people:
        shown = [page for page in pages.get(person, ()) if page.is_published and sees(eyes, page)]
        card = cards.get(person)
        owns_studio = card is not None and Group.STUDIO_OWNER in card.groups
        offered[person] = frozenset([context_of(page.role) for page in shown] + [STUDIO] * owns_studio)
    return offered


def _selling_side(role_context: str) -> Side:
    return Side.HOST if role_context == STUDIO else Side.PROVIDER


async def _shared_booking(uow: UnitOfWork, asker: UserId, target: UserId, booking_id: LbgId) -> Thread:
    for thread in await uow.threads.of_booking(booking_id):
        if {asker, target} <= set(thread.members):
            return thread
    problems = Problems()
    problems.add("bookingId", "The two of you share no confirmed booking with that id.")
    problems.raise_if_any()
    raise AssertionError("a problem was added")


def _require_said(role_context: str, first_message: str) -> None:
    problems = Problems()
    problems.one_of("roleContext", role_context, ROLE_CONTEXTS)
    problems.text("firstMessage", first_message, TEXT_MAX)
    problems.raise_if_any()


def _require_somebody_else(field: str, me: UserId, target: UserId) -> None:
    problems = Problems()
    problems.require(field, "That is yourself.", ok=me != target)
    problems.raise_if_any()


async def _account(uow: UnitOfWork, user_id: UserId) -> Account:
    account = await uow.accounts.by_id(user_id)
    if account is None:
        raise Unauthenticated("UNAUTHENTICATED", "This account is gone.")
    return account


async def _keep_brief(uow: UnitOfWork, thread: Thread, author: UserId, content: BriefDraft) -> None:
    kept = await uow.threads.brief(thread.id)
    if kept is not None and kept.content == content:
        return
    record = await uow.threads.reminders(author, thread.id, uow.now - MEMORY)
    if kept is not None:
        hint_for(content.words, confirmed=thread.is_project, record=record)
    version = kept.version + 1 if kept else 1
    await uow.threads.save_brief(Brief(thread.id, content, version, author, uow.now))
    uow.emit(facts.brief_updated(thread, author))


async def _as_kept(uow: UnitOfWork, thread_id: ThreadId) -> Thread:
    thread = await uow.threads.thread(thread_id)
    if thread is None:
        raise AssertionError("a thread is never deleted")
    return thread
