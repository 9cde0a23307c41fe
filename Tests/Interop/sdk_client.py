"""A client of the PyPI `mcp` SDK 2.x on the conformance fixture, which answers what it is asked."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import anyio
import mcp
import mcp_types as types
from mcp.client.client import Client

from rialto_process import FIXTURE, PATIENCE, binary, environment


@dataclass
class Person:
    """Who sits at the client: what is asked of them, and what they say."""

    elicited: types.ElicitResult = field(
        default_factory=lambda: types.ElicitResult(
            action="accept", content={"username": "alice", "email": "alice@example.com"}
        )
    )
    # By the field that a form asks for, where the answers differ.
    fields: dict[str, Any] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    logged: list[tuple[str, Any]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    heard: anyio.Event = field(default_factory=anyio.Event)

    async def elicit(self, context, params: types.ElicitRequestParams) -> types.ElicitResult:
        self.asked.append(params.message)
        names = set(params.requested_schema["properties"]) & set(self.fields)
        if names:
            return types.ElicitResult(action="accept", content={name: self.fields[name] for name in names})
        return self.elicited

    async def sample(self, context, params: types.CreateMessageRequestParams) -> types.CreateMessageResult:
        self.asked.append(params.messages[0].content.text)
        said = types.TextContent(type="text", text="said by a model")
        return types.CreateMessageResult(role="assistant", model="a-model", content=said)

    async def roots(self, context) -> types.ListRootsResult:
        self.asked.append("roots")
        return types.ListRootsResult(roots=[types.Root(uri="file:///home/alice")])

    async def log(self, params: types.LoggingMessageNotificationParams) -> None:
        self.logged.append((params.level, params.data))

    async def hear(self, message: Any) -> None:
        if isinstance(message, Exception):
            raise message
        self.told.append(message.method)
        self.heard.set()

    async def wait_for(self, method: str) -> None:
        """Returns when the server has told of it."""
        while method not in self.told:
            await self.heard.wait()
            self.heard = anyio.Event()


@asynccontextmanager
async def connected(mode: str, *place: str, person: Person | None = None, **options: Any) -> AsyncIterator[Client]:
    """`place` is a URL, or the flags of the fixture's `stdio`; `mode` is the SDK's: legacy, auto, or a revision. Without
    a person the client can answer nothing."""
    if person is not None:
        options |= {
            "elicitation_callback": person.elicit,
            "sampling_callback": person.sample,
            "list_roots_callback": person.roots,
            "logging_callback": person.log,
            "message_handler": person.hear,
        }
    with anyio.fail_after(PATIENCE):
        async with Client(reached(place), mode=mode, **options) as client:
            yield client


def reached(place: tuple[str, ...], program: str = FIXTURE) -> Any:
    """What the SDK is given to connect to."""
    if place and place[0].startswith("http:"):
        return place[0]
    parameters = mcp.StdioServerParameters(command=binary(program), args=["stdio", *place], env=environment())
    return mcp.stdio_client(parameters)


def text(result: types.CallToolResult) -> str:
    """The one text of a tool's result."""
    (content,) = result.content
    return content.text
