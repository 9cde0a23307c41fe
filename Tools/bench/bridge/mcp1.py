"""A server of PyPI mcp 1.x, the last line of it that has WebSocket, with the tool that the load generator calls."""

import sys
from typing import TypedDict

import uvicorn
from mcp.server.fastmcp import FastMCP
from mcp.server.websocket import websocket_server
from starlette.applications import Starlette
from starlette.routing import WebSocketRoute


class Echo(TypedDict):
    text: str


server = FastMCP("echo", log_level="ERROR")


@server.tool()
def echo(text: str) -> Echo:
    """Returns the text it was given."""
    return {"text": text}


async def serve(socket):
    inner = server._mcp_server
    async with websocket_server(socket.scope, socket.receive, socket.send) as streams:
        await inner.run(*streams, inner.create_initialization_options())


host, port = sys.argv[1].split(":")
app = Starlette(routes=[WebSocketRoute("/ws", serve)])
uvicorn.run(app, host=host, port=int(port), log_level="error", access_log=False)
