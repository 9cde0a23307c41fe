"""The ways on which a client that stays connected exchanges JSON-RPC messages with a server: values in, values out."""

import json
from typing import Protocol

import payloads
from line_client import LineClient
from rialto_process import FIXTURE
from rpc_client import Answer, Exchange, RPCClient


class Wire(Protocol):
    def send(self, message: dict) -> None: ...

    def receive(self) -> dict: ...

    def finish(self) -> list[dict]:
        """Says that nothing more is sent; returns what the server still says before it ends the connection."""

    def close(self) -> None:
        """Leaves, if that has not happened yet."""


class LineWire:
    """The fixture's `stdio`: a server in that process, or with `--connect` the way to another."""

    def __init__(self, *flags: str):
        self.lines = LineClient(*flags, program=FIXTURE)

    def send(self, message: dict) -> None:
        self.lines.write(json.dumps(message).encode() + b"\n")

    def receive(self) -> dict:
        return self.lines.receive()

    def finish(self) -> list[dict]:
        messages, code = self.lines.finish()
        assert code == 0, self.lines.errors
        return messages

    def close(self) -> None:
        self.lines.__exit__()


class StreamWire:
    """One StreamRequests call."""

    def __init__(self, client: RPCClient):
        self._form = client.form
        self._exchange = Exchange(client, [("mcp-extended", "1")], timeout=60)
        self._client = client

    def send(self, message: dict) -> None:
        request = self._client.request(message.get("method", ""), message.get("params"), id=message.get("id"))
        if "result" in message:
            payloads.pack(request.result, message["result"], self._form)
        if "error" in message:
            request.error.code = message["error"]["code"]
            request.error.message = message["error"]["message"]
        self._exchange.put(request)

    def receive(self) -> dict:
        return self._value(self._exchange.receive())

    def finish(self) -> list[dict]:
        return [self._value(answer) for answer in self._exchange.finish()]

    def close(self) -> None:
        self._exchange.__exit__()

    def _value(self, answer: Answer) -> dict:
        """The JSON-RPC message that an MCPResponse stands for."""
        message = answer.message
        value: dict = {"jsonrpc": message.jsonrpc}
        if answer.id is not None:
            value["id"] = answer.id
        if message.method:
            value["method"] = message.method
        for name in ("params", "result"):
            if message.HasField(name):
                value[name] = payloads.unpack(getattr(message, name), self._form)
        if message.HasField("error"):
            value["error"] = {"code": message.error.code, "message": message.error.message}
            if message.error.HasField("data"):
                value["error"]["data"] = answer.error_data
        return value
