"""A gRPC client of MCPService on generated stubs."""

import queue
from dataclasses import dataclass, field
from typing import Any

import grpc

import payloads
from rialto_process import PATIENCE
from wire_forms import WireForm

# A call fails as soon as the server refuses it: what a test counts is what the server did.
WITHOUT_RETRIES = [("grpc.enable_retries", 0)]


@dataclass
class Answer:
    """One MCPResponse and the metadata that came before it."""

    message: Any
    form: WireForm
    metadata: dict[str, str] = field(default_factory=dict)

    @property
    def result(self) -> dict:
        assert self.error is None, f"an error instead of a result: {self.message}"
        assert self.message.HasField("result"), f"no result: {self.message}"
        return payloads.unpack(self.message.result, self.form)

    @property
    def error(self):
        return self.message.error if self.message.HasField("error") else None

    @property
    def error_data(self) -> dict:
        return payloads.unpack(self.error.data, self.form)

    @property
    def params(self) -> dict:
        return payloads.unpack(self.message.params, self.form)

    @property
    def id(self) -> str | int | None:
        if not self.form.is_first and self.message.HasField("integer_id"):
            return self.message.integer_id
        return self.message.id or None

    @property
    def is_notification(self) -> bool:
        return not self.form.is_first and self.message.method != "" and self.id is None


class RPCClient:
    """Calls MCPService with the stubs of one form; params travel as Struct, or as JSONPayload with `as_json`. Without
    credentials it speaks plain text."""

    def __init__(self, form: WireForm, address: str, *, as_json: bool = False, credentials=None, options=()):
        self.form = form
        self.as_json = as_json
        options = [*WITHOUT_RETRIES, *options]
        if credentials is None:
            self.channel = grpc.insecure_channel(address, options=options)
        else:
            self.channel = grpc.secure_channel(address, credentials, options=options)
        self.stub = form.services.MCPServiceStub(self.channel)

    def request(self, method: str, params=None, *, id: str | int | None = "1"):
        """A request; with id None a notification. `params` may be a dict, JSON text, or a message."""
        request = self.form.messages.MCPRequest(jsonrpc="2.0", method=method)
        if isinstance(id, int):
            request.integer_id = id
        elif id is not None:
            request.id = id
        if params is not None:
            payloads.pack(request.params, params, self.form, as_json=self.as_json)
        return request

    def execute(self, method: str, params=None, *, id: str | int | None = "1", metadata=()) -> Answer:
        return self.send(self.request(method, params, id=id), metadata=metadata)

    def send(self, request, *, metadata=()) -> Answer:
        response, call = self.stub.ExecuteRequest.with_call(request, metadata=metadata, timeout=PATIENCE)
        return Answer(response, self.form, dict(call.initial_metadata()))

    def server_stream(self, method: str, params=None, *, id: str | int = "1"):
        """ServerStream: the call, and an iterator of its answers."""
        call = self.stub.ServerStream(self.request(method, params, id=id), timeout=PATIENCE)
        return call, (Answer(message, self.form) for message in call)

    def open_session(self, revision: str = "2025-06-18") -> list[tuple[str, str]]:
        """Initializes; returns the metadata that later calls of the session send."""
        answer = self.execute("initialize", payloads.handshake(revision))
        assert answer.result["protocolVersion"] == revision
        session = [("mcp-session-id", answer.metadata["mcp-session-id"])]
        self.execute("notifications/initialized", id=None, metadata=session)
        return session

    def exchange(self, *, metadata=(), timeout: float = PATIENCE) -> "Exchange":
        return Exchange(self, metadata, timeout)

    def close(self) -> None:
        self.channel.close()


class Exchange:
    """One StreamRequests call, written and read when a test wants it."""

    def __init__(self, client: RPCClient, metadata, timeout: float):
        self._client = client
        self._outgoing: queue.SimpleQueue = queue.SimpleQueue()
        requests = iter(self._outgoing.get, None)
        self.call = client.stub.StreamRequests(requests, metadata=metadata, timeout=timeout)

    def send(self, method: str, params=None, *, id: str | int | None = "1") -> None:
        self.put(self._client.request(method, params, id=id))

    def put(self, request) -> None:
        """Sends a message that is made already."""
        self._outgoing.put(request)

    def receive(self) -> Answer:
        return Answer(next(self.call), self._client.form)

    def ask(self, method: str, params=None, *, id: str | int = "1") -> Answer:
        """Sends a request that nothing else is under way beside, and receives its answer."""
        self.send(method, params, id=id)
        return self.receive()

    def finish(self) -> list[Answer]:
        """Half-closes, and returns what the server still answers before it ends the call."""
        self._outgoing.put(None)
        return [Answer(message, self._client.form) for message in self.call]

    def __enter__(self) -> "Exchange":
        return self

    def __exit__(self, *_) -> None:
        self._outgoing.put(None)
        self.call.cancel()
