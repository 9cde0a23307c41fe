"""What clients of the PyPI `mcp` SDK see of a server, from connecting to leaving.

A server is named by its URL, or by the flags of its `stdio`.
"""

import json
import os
import subprocess
from dataclasses import dataclass, field
from pathlib import Path

import anyio
import mcp
import pytest

from payloads import REVISION
from rialto_process import PATIENCE, RIALTO, binary, children, environment
from sdk_client import reached

# How SDK 2.x may be told to begin, and the revision that comes of it.
MODES = [("auto", REVISION), (REVISION, REVISION), ("legacy", "2025-11-25")]
TOOLS = ["create_directory", "delete_file", "echo", "list_directory", "read_file", "wait", "write_file"]


@dataclass
class Seen:
    revision: str = ""
    server: str = ""
    tools: list[str] = field(default_factory=list)
    echoed: dict = field(default_factory=dict)
    file: str = ""
    resources: dict[str, str] = field(default_factory=dict)
    progress: list[float] = field(default_factory=list)
    failed_call_is_error: bool = False
    missing_resource_code: int = 0


async def visit(mode: str, workspace: Path, *place: str) -> Seen:
    """Uses tools and resources once. `mode` is the SDK's: legacy, auto, or a revision."""
    seen = Seen()
    with anyio.fail_after(PATIENCE):
        async with mcp.Client(reached(place, RIALTO), mode=mode) as client:
            await use(client, workspace, seen)
    return seen


async def use(client: mcp.Client, workspace: Path, seen: Seen) -> None:
    seen.revision = client.protocol_version
    seen.server = client.server_info.name if client.server_info else ""
    seen.tools = sorted(tool.name for tool in (await client.list_tools()).tools)
    seen.echoed = (await client.call_tool("echo", {"text": "gr\u00fc\u00dfe"})).structured_content
    await client.call_tool("write_file", {"path": "note.txt", "content": "written by the SDK"})
    seen.file = (await client.call_tool("read_file", {"path": "note.txt"})).content[0].text
    for resource in (await client.list_resources()).resources:
        seen.resources[resource.name] = (await client.read_resource(str(resource.uri))).contents[0].text

    async def progress(value: float, total: float | None, message: str | None) -> None:
        seen.progress.append(value)

    await client.call_tool("wait", {"milliseconds": 50}, progress_callback=progress)
    seen.failed_call_is_error = (await client.call_tool("read_file", {"path": "missing"})).is_error
    try:
        await client.read_resource((workspace / "missing").as_uri())
    except mcp.MCPError as error:
        seen.missing_resource_code = error.code


def check(mode: str, revision: str, workspace: Path, *place: str) -> None:
    """A visit with SDK 2.x. Every carrier must show the same, and nothing may be left running."""
    before = children()
    seen = anyio.run(visit, mode, workspace, *place)
    assert children() == before, "the SDK's child is still running"
    assert seen == Seen(
        revision=revision,
        # Pinned to a revision the SDK asks nothing about the server.
        server="" if mode == REVISION else "rialto",
        tools=TOOLS,
        echoed={"text": "gr\u00fc\u00dfe"},
        file="written by the SDK",
        resources={"note.txt": "written by the SDK"},
        progress=[float(step) for step in range(1, 11)],
        failed_call_is_error=True,
        missing_resource_code=-32602,
    )


def check_sdk1(*place: str) -> None:
    """The same with SDK 1.30, which needs a Python of its own."""
    python = os.environ.get("RIALTO_MCP1_PYTHON")
    if python is None:
        pytest.skip("RIALTO_MCP1_PYTHON does not name a Python with mcp 1.30 (Tools/test sets it)")
    script = Path(__file__).with_name("sdk1_session.py")
    is_url = bool(place) and "://" in place[0]
    command = [python, str(script), *(place if is_url else (binary(), "stdio", *place))]
    output = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment(), check=True)
    assert json.loads(output.stdout) == {
        "revision": "2025-11-25",
        "tools": TOOLS,
        "echoed": {"text": "hello"},
        "resources": ["note.txt"],
        "text": "written by the SDK",
        "progress": [float(step) for step in range(1, 11)],
    }
