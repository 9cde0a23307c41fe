"""Plain HTTP to a server's MCP endpoint: what an SDK would never send can be sent here."""

import base64
import http.client
import json
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from payloads import VERSION_KEY
from rialto_process import PATIENCE

JSON, EVENTS = "application/json", "text/event-stream"
# What the fixture's tools want repeated, by `x-mcp-header` in their schemas.
MIRRORED_ARGUMENTS = {"test_x_mcp_header": {"region": "Region"}}
# The parameters that requests are named by in a header. No other method has such a one.
NAMES = {"tools/call": "name", "prompts/get": "name", "resources/read": "uri"}
NAMES |= dict.fromkeys(["tasks/get", "tasks/update", "tasks/cancel"], "taskId")
USUAL = {"Content-Type": JSON, "Accept": f"{JSON}, {EVENTS}"}


def mcp_url(address: str) -> str:
    return f"http://{address}/mcp"


def mirrored(message: Any) -> dict[str, str]:
    """The headers that repeat a stateless message (2026-07-28); none for any other, a batch, or bytes."""
    if not isinstance(message, dict):
        return {}
    params = message.get("params") or {}
    version = params.get("_meta", {}).get(VERSION_KEY) if isinstance(params.get("_meta", {}), dict) else None
    if not isinstance(version, str):
        return {}
    headers = {"MCP-Protocol-Version": version}
    if "method" in message:
        headers["Mcp-Method"] = message["method"]
    name = params.get(NAMES.get(message.get("method"), ""))
    if isinstance(name, str):
        headers["Mcp-Name"] = sentinel(name)
    for argument, header in MIRRORED_ARGUMENTS.get(name, {}).items():
        if argument in params.get("arguments", {}):
            headers[f"Mcp-Param-{header}"] = sentinel(params["arguments"][argument])
    return headers


def sentinel(text: str) -> str:
    """Text as a header may carry it."""
    if text and text.isascii() and text.isprintable() and text == text.strip() and not text.startswith("=?"):
        return text
    return f"=?base64?{base64.b64encode(text.encode()).decode()}?="


@dataclass
class Event:
    """One event of a stream."""

    data: str = ""
    id: str | None = None
    retry: int | None = None

    @property
    def message(self) -> dict:
        return json.loads(self.data)


@dataclass
class Reply:
    """What a request was answered with; of a stream all events, read to its end."""

    status: int
    headers: dict[str, str]
    body: bytes
    events: list[Event] = field(default_factory=list)

    @property
    def message(self) -> dict:
        """The JSON-RPC response, which is what a stream ends with."""
        return self.events[-1].message if self.events else json.loads(self.body)

    @property
    def messages(self) -> list[dict]:
        """What is told before the response, and the response."""
        return [event.message for event in self.events if event.data] if self.events else [self.message]

    @property
    def code(self) -> int | None:
        """The error's, if it is one."""
        return self.message.get("error", {}).get("code")

    @property
    def text(self) -> str:
        return self.body.decode()


class Exchange:
    """A request on a connection of its own. A body that is no bytes is sent as JSON. `headers` replace the usual ones,
    case by case; None leaves one out."""

    def __init__(
        self, address: str, method: str = "POST", body: Any = None, headers: dict | None = None, path: str = "/mcp"
    ):
        self._connection = http.client.HTTPConnection(address, timeout=PATIENCE)
        usual = {"Host": address} if body is None else {"Host": address, **USUAL, **mirrored(body)}
        given = {name.lower() for name in headers or {}}
        lines = [(name, value) for name, value in usual.items() if name.lower() not in given]
        lines += [(name, value) for name, value in (headers or {}).items() if value is not None]
        payload = body if isinstance(body, bytes) else b"" if body is None else json.dumps(body).encode()
        self._connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
        for name, value in lines:
            self._connection.putheader(name, value)
        if body is not None:
            self._connection.putheader("Content-Length", str(len(payload)))
        self._connection.endheaders(payload)
        self._socket = self._connection.sock
        self._response: http.client.HTTPResponse | None = None

    @property
    def response(self) -> http.client.HTTPResponse:
        """Its head; waits for it. One thread at a time asks."""
        if self._response is None:
            self._response = self._connection.getresponse()
        return self._response

    @property
    def status(self) -> int:
        return self.response.status

    @property
    def is_stream(self) -> bool:
        return self.response.headers.get("Content-Type") == EVENTS

    def events(self) -> Iterator[Event]:
        """The events of a stream, each as it comes; the end where the server ends it, or `leave` was called."""
        event, is_empty = Event(), True
        for raw in self._lines():
            line = raw.decode().removesuffix("\n")
            name, _, value = line.partition(":")
            value = value.removeprefix(" ")
            if not line and not is_empty:
                yield event
                event, is_empty = Event(), True
            elif name:
                is_empty = False
                if name == "data":
                    event.data += value
                elif name == "id":
                    event.id = value
                elif name == "retry":
                    event.retry = int(value)
                else:
                    assert (name, value) == ("event", "message")

    def _lines(self) -> Iterator[bytes]:
        try:
            while line := self.response.readline():
                yield line
        except (http.client.IncompleteRead, ConnectionError):
            return

    def reply(self) -> Reply:
        """All of the answer."""
        headers = {name.lower(): value for name, value in self.response.getheaders()}
        if self.is_stream:
            reply = Reply(self.status, headers, b"", list(self.events()))
        else:
            reply = Reply(self.status, headers, self.response.read())
        self._connection.close()
        return reply

    def leave(self) -> None:
        """Ends the connection, whoever reads from it: for them, what is read is then over."""
        try:
            self._socket.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass  # It has ended already.


def post(address: str, message: Any, **headers: str | None) -> Reply:
    """Sends one message; header names have underscores for hyphens."""
    return ask(address, message, {name.replace("_", "-"): value for name, value in headers.items()})


def ask(address: str, message: Any, headers: dict | None = None) -> Reply:
    return Exchange(address, "POST", message, headers).reply()
