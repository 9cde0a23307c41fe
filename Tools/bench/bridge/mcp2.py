"""A server of PyPI mcp 2.x with the tool that the load generator calls, over Streamable HTTP or stdio."""

import sys
from typing import TypedDict

from mcp.server.mcpserver import MCPServer


class Echo(TypedDict):
    text: str


server = MCPServer("echo", log_level="ERROR")


@server.tool()
def echo(text: str) -> Echo:
    """Returns the text it was given."""
    return {"text": text}


if sys.argv[1] == "stdio":
    server.run("stdio")
else:
    import uvicorn

    app = server.streamable_http_app(json_response=True, stateless_http=True)
    host, port = sys.argv[2].split(":")
    uvicorn.run(app, host=host, port=int(port), log_level="error", access_log=False)
