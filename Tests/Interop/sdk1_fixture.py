"""Run by a Python that has the PyPI `mcp` SDK 1.30: uses the conformance fixture in every way that this SDK has, and
prints what it saw as JSON.

Arguments: the server's command line, or its URL.
"""

import asyncio
import json
import sys

import anyio
from mcp import ClientSession, McpError, types
from pydantic import AnyUrl

from sdk1_connection import connection

WATCHED = AnyUrl("test://watched-resource")


class Person:
    """Who sits at the client."""

    def __init__(self) -> None:
        self.answers = [
            types.ElicitResult(action="accept", content={"username": "alice", "email": "alice@example.com"}),
            types.ElicitResult(action="decline"),
            types.ElicitResult(action="cancel"),
        ]
        self.logged: list[str] = []
        self.told: set[str] = set()
        self.heard = anyio.Event()
        self.asked = anyio.Event()
        self.given_up = anyio.Event()

    async def elicit(self, context, params):
        self.asked.set()
        if not self.answers:
            # This SDK reads nothing while it asks: the answer comes, but too late.
            await self.given_up.wait()
            return types.ElicitResult(action="cancel")
        return self.answers.pop(0)

    async def sample(self, context, params):
        said = types.TextContent(type="text", text=f"an answer to {params.messages[0].content.text}")
        return types.CreateMessageResult(role="assistant", model="a-model", content=said)

    async def roots(self, context):
        return types.ListRootsResult(roots=[types.Root(uri="file:///home/alice")])

    async def log(self, params):
        self.logged.append(params.data)

    async def hear(self, message):
        if isinstance(message, Exception):
            raise message
        if isinstance(message, types.ServerNotification):
            self.told.add(message.root.method)
            self.heard.set()

    async def wait_for(self, method: str) -> None:
        while method not in self.told:
            await self.heard.wait()
            self.heard = anyio.Event()


async def use(session: ClientSession, person: Person) -> dict:
    seen: dict = {"revision": (await session.initialize()).protocolVersion}

    async def say(name: str, arguments: dict | None = None) -> str:
        return (await session.call_tool(name, arguments)).content[0].text

    seen["elicited"] = [await say("test_elicitation", {"message": "?"}) for _ in range(3)]
    seen["sampled"] = await say("test_sampling", {"prompt": "Q"})
    seen["roots"] = await say("test_input_required_result_list_roots")
    steps: list[float] = []

    async def note(progress, total, message):
        steps.append(progress)

    await session.call_tool("test_tool_with_progress", progress_callback=note)
    seen["progress"] = steps
    await session.set_logging_level("debug")
    await session.call_tool("test_tool_with_logging")
    seen["logged"] = person.logged
    reference = types.PromptReference(type="ref/prompt", name="test_prompt_with_arguments")
    seen["completed"] = (await session.complete(reference, {"name": "arg1", "value": "park"})).completion.values
    prompt = await session.get_prompt("test_prompt_with_arguments", {"arg1": "a", "arg2": "b"})
    seen["prompt"] = prompt.messages[0].content.text
    seen["template"] = (await session.list_resource_templates()).resourceTemplates[0].uriTemplate
    seen["resource"] = (await session.read_resource(AnyUrl("test://template/123/data"))).contents[0].text
    try:
        await session.read_resource(AnyUrl("test://nonexistent"))
    except McpError as error:
        seen["missing"] = error.error.data
    await session.subscribe_resource(WATCHED)
    for tool in ("test_trigger_tool_change", "test_trigger_prompt_change", "test_trigger_resource_update"):
        await session.call_tool(tool)
    for kind in ("tools/list_changed", "prompts/list_changed", "resources/updated"):
        await person.wait_for("notifications/" + kind)
    await session.unsubscribe_resource(WATCHED)
    await cancel(session, person)
    seen["after cancelling"] = await say("test_simple_text")
    seen["tools"] = await pages(session)
    return seen


async def pages(session: ClientSession) -> int:
    """How many tools there are, however long a page is."""
    count, cursor = 0, None
    while True:
        page = await session.list_tools(params=types.PaginatedRequestParams(cursor=cursor))
        count += len(page.tools)
        if (cursor := page.nextCursor) is None:
            return count


async def cancel(session: ClientSession, person: Person) -> None:
    """Gives up a call while its question is open. This SDK does not say so by itself."""
    person.asked = anyio.Event()
    async with anyio.create_task_group() as group:
        id = session._request_id
        group.start_soon(session.call_tool, "test_elicitation", {"message": "?"})
        await person.asked.wait()
        params = types.CancelledNotificationParams(requestId=id)
        notification = types.CancelledNotification(method="notifications/cancelled", params=params)
        await session.send_notification(types.ClientNotification(notification))
        person.given_up.set()
        group.cancel_scope.cancel()


async def survive(*place: str) -> list[int]:
    """What cannot be asked of a client that declares nothing, and what it may not ask twice: errors that it lives on."""
    codes = []
    async with connection(*place) as (read, write, *_), ClientSession(read, write) as session:
        await session.initialize()
        for refused in (session.call_tool("test_elicitation", {"message": "?"}), session.initialize()):
            try:
                await refused
            except McpError as error:
                codes.append(error.error.code)
        await session.send_ping()
    return codes


async def main(*place: str) -> None:
    person = Person()
    async with (
        connection(*place) as (read, write, *_),
        ClientSession(
            read,
            write,
            elicitation_callback=person.elicit,
            sampling_callback=person.sample,
            list_roots_callback=person.roots,
            logging_callback=person.log,
            message_handler=person.hear,
        ) as session,
    ):
        seen = await use(session, person)
    seen["survived"] = await survive(*place)
    print(json.dumps(seen))


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), timeout=60))
