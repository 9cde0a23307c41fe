"""How a Python with the PyPI `mcp` SDK 1.30 reaches a server: at a URL, or on the standard streams of a command."""

from mcp import StdioServerParameters, stdio_client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamablehttp_client
from mcp.client.websocket import websocket_client


def connection(place: str, *arguments: str):
    """The SDK's transport: to read from, to write to, and whatever else it gives."""
    if place.endswith("/sse"):
        return sse_client(place)
    if place.startswith("http:"):
        return streamablehttp_client(place)
    if place.startswith("ws:"):
        return websocket_client(place)
    return stdio_client(StdioServerParameters(command=place, args=list(arguments)))
