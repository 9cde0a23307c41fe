"""Run by a Python that has the PyPI `mcp` SDK 1.30: uses a server, and prints what it saw as JSON.

Arguments: the server's command line, or its URL.
"""

import asyncio
import json
import sys

from mcp import ClientSession

from sdk1_connection import connection


async def main(*place: str) -> None:
    progress = []

    async def note(value, total, message):
        progress.append(value)

    async with connection(*place) as (read, write, *_):
        async with ClientSession(read, write) as session:
            initialized = await session.initialize()
            tools = (await session.list_tools()).tools
            echoed = await session.call_tool("echo", {"text": "hello"})
            await session.call_tool("write_file", {"path": "note.txt", "content": "written by the SDK"})
            await session.call_tool("wait", {"milliseconds": 50}, progress_callback=note)
            resources = (await session.list_resources()).resources
            contents = (await session.read_resource(resources[0].uri)).contents
            await session.send_ping()
    seen = {
        "revision": initialized.protocolVersion,
        "tools": sorted(tool.name for tool in tools),
        "echoed": echoed.structuredContent,
        "resources": [resource.name for resource in resources],
        "text": contents[0].text,
        "progress": progress,
    }
    print(json.dumps(seen))


asyncio.run(asyncio.wait_for(main(*sys.argv[1:]), timeout=60))
