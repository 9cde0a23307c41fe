"""What one client of the PyPI `mcp` SDK 2.x sees of a server on standard streams, from connecting to leaving."""

from dataclasses import dataclass, field
from pathlib import Path

import anyio
import mcp

from rialto_process import PATIENCE, binary, environment


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


async def visit(mode: str, workspace: Path, *flags: str) -> Seen:
    """Uses tools and resources once. `mode` is the SDK's: legacy, auto, or a revision."""
    parameters = mcp.StdioServerParameters(command=binary(), args=["stdio", *flags], env=environment())
    seen = Seen()
    with anyio.fail_after(PATIENCE):
        async with mcp.Client(mcp.stdio_client(parameters), mode=mode) as client:
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


def check(seen: Seen, revision: str) -> None:
    """Every carrier must show the same."""
    assert seen == Seen(
        revision=revision,
        server="rialto",
        tools=["create_directory", "delete_file", "echo", "list_directory", "read_file", "wait", "write_file"],
        echoed={"text": "gr\u00fc\u00dfe"},
        file="written by the SDK",
        resources={"note.txt": "written by the SDK"},
        progress=[float(step) for step in range(1, 11)],
        failed_call_is_error=True,
        missing_resource_code=-32602,
    )
