"""A legacy session over Streamable HTTP, spoken to by hand."""

import json

from http_posts import HTTPClient
from payloads import handshake


class Session:
    """A session of a revision, each request a POST of its own."""

    def __init__(self, client: HTTPClient, revision: str = "2025-11-25", **capabilities):
        self._client, self._revision, self._id = client, revision, None
        answer = self.post("initialize", {**handshake(revision), "capabilities": capabilities})
        assert answer.status == 200 and answer.message["result"]["protocolVersion"] == revision, answer.text
        self._id = answer.headers["mcp-session-id"]
        assert self.notify("notifications/initialized").status == 202

    @property
    def headers(self) -> dict[str, str]:
        return {"Mcp_Session_Id": self._id, "MCP_Protocol_Version": self._revision} if self._id else {}

    def post(self, method: str, params: dict | None = None, *, id=1, **headers: str):
        message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}}
        return self._client.post(message, **self.headers, **headers)

    def notify(self, method: str, params: dict | None = None):
        return self._client.post({"jsonrpc": "2.0", "method": method, "params": params or {}}, **self.headers)

    def answer(self, id, result: dict):
        return self._client.post({"jsonrpc": "2.0", "id": id, "result": result}, **self.headers)

    def events(self, method: str, params: dict, *, id=1):
        """The messages on the stream of a request, as they come."""
        message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params}
        return messages(self._client.open_post(message, **self.headers))

    def open(self, method: str, **headers: str):
        sent = {"Accept": "text/event-stream", "Mcp-Session-Id": self._id, "MCP-Protocol-Version": self._revision}
        return self._client.open(method, "/mcp", headers={**sent, **headers})


def messages(response):
    """Those of a stream, as they come."""
    assert response.status == 200 and response.getheader("content-type") == "text/event-stream"
    for line in response:
        if line.startswith(b"data: {"):
            yield json.loads(line[6:])
