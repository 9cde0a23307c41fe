"""A client that speaks HTTP by hand: what a library would never send, or hides, can be sent and seen here."""

import http.client
import json
from dataclasses import dataclass

from http_client import NAMES
from payloads import VERSION_KEY, stateless
from rialto_process import PATIENCE


@dataclass
class HTTPAnswer:
    """A complete answer: one JSON message, or the messages of a stream."""

    status: int
    headers: dict[str, str]
    text: str

    @property
    def messages(self) -> list[dict]:
        if self.headers.get("content-type") == "text/event-stream":
            return [json.loads(line[6:]) for line in self.text.splitlines() if line.startswith("data: ")]
        return [json.loads(self.text)] if self.text else []

    @property
    def message(self) -> dict:
        """The last message, which is the answer."""
        return self.messages[-1]

    @property
    def code(self) -> int | None:
        return self.message.get("error", {}).get("code")


class HTTPClient:
    """Speaks to one address, on a connection for each request."""

    def __init__(self, address: str):
        host, _, port = address.rpartition(":")
        self._host, self._port = host, int(port)

    def open(self, method: str, path: str, body: bytes | None = None, headers: dict | None = None):
        """Sends a request; the response can be read as it comes."""
        connection = http.client.HTTPConnection(self._host, self._port, timeout=PATIENCE)
        connection.request(method, path, body, headers or {})
        return connection.getresponse()

    def get(self, path: str) -> HTTPAnswer:
        return self._read(self.open("GET", path))

    def post(self, message: dict, **headers: str | None) -> HTTPAnswer:
        return self._read(self.open_post(message, **headers))

    def open_post(self, message: dict, **headers: str | None):
        """Posts a message with the headers that its revision wants; underscores in names of headers stand for hyphens,
        and None leaves a header out."""
        params = message.get("params") or {}
        version = (params.get("_meta") or {}).get(VERSION_KEY)
        usual = {
            "Content-Type": "application/json",
            "Accept": "application/json, text/event-stream",
            "MCP-Protocol-Version": version,
            "Mcp-Method": message.get("method") if version else None,
            "Mcp-Name": params.get(NAMES.get(message.get("method"), "")) if version else None,
        }
        for name, value in headers.items():
            name = name.replace("_", "-")
            usual[next((key for key in usual if key.lower() == name.lower()), name)] = value
        sent = {name: value for name, value in usual.items() if value is not None}
        return self.open("POST", "/mcp", json.dumps(message).encode(), sent)

    def ask(self, method: str, params: dict | None = None, *, id: str | int = 1, **headers: str | None) -> HTTPAnswer:
        """A request of the stateless revision."""
        params = stateless(params) if "_meta" not in (params or {}) else params
        return self.post({"jsonrpc": "2.0", "id": id, "method": method, "params": params}, **headers)

    @staticmethod
    def _read(response) -> HTTPAnswer:
        text = response.read().decode()
        return HTTPAnswer(response.status, {name.lower(): value for name, value in response.getheaders()}, text)
