"""Scene five: the parties talk, live, and each reads what the other wrote."""

from server.demo.client import live
from server.demo.stage import Stage, expect

EVENTS = """subscription ($id: ID!, $after: ID) {
  threadEvents(threadId: $id, after: $after) { cursor type message { bodyText } }
}"""
SAY = "mutation ($id: ID!, $text: String!) { sendMessage(threadId: $id, text: $text) { messageId } }"
READ = "mutation ($id: ID!) { markRead(threadId: $id) }"
MESSAGES = "query ($id: ID!) { messages(threadId: $id) { items { kind bodyText } } }"
INBOX = "{ inbox { items { threadId unreadCount } } }"
QUESTION, ANSWER = "Is the call time fixed?", "Yes, ten sharp. Parking is behind the building."


async def play(stage: Stage) -> None:
    stage.scene("Talk")
    api, thread = stage.api, stage.made["thread"]
    buyer, model = stage.players["buyer"], stage.players["model"]
    async with live(api, model.token) as socket:
        hearing = await socket.subscribe(EVENTS, id=thread, after=None)
        await socket.subscribe("subscription { inboxEvents { type threadId } }")
        await api.run(SAY, buyer.token, id=thread, text=QUESTION)
        heard = await socket.until(hearing, "message.new")
        expect("what Amara hears", heard["message"]["bodyText"], QUESTION)
        await stage.tell(f"Noor: {QUESTION}  (heard live)")
    await api.run(SAY, model.token, id=thread, text=ANSWER)
    await api.run(READ, buyer.token, id=thread)
    async with live(api, model.token) as socket:
        hearing = await socket.subscribe(EVENTS, id=thread, after=heard["cursor"])
        missed = await socket.until(hearing, "message.new")
        expect("what was missed comes first", missed["message"]["bodyText"], ANSWER)
        await socket.until(hearing, "read")
    await stage.tell(f"Amara: {ANSWER}  (missed while away, replayed in order)")
    await _look_back(stage)


async def _look_back(stage: Stage) -> None:
    api, buyer, thread = stage.api, stage.players["buyer"], stage.made["thread"]
    found = (await api.run(MESSAGES, buyer.token, id=thread))["messages"]["items"]
    texts = [message["bodyText"] for message in found]
    expect("both messages are kept, newest first", texts.index(ANSWER) < texts.index(QUESTION), True)
    # To somebody else the thread does not exist.
    await api.refused(MESSAGES, "NOT_FOUND", stage.players["rival"].token, id=thread)
    inbox = (await api.run(INBOX, buyer.token))["inbox"]["items"]
    unread = {one["threadId"]: one["unreadCount"] for one in inbox}
    expect("Noor's unread messages", unread[thread], 0)
