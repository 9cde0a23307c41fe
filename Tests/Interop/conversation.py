"""A client of one revision on a connection that stays, which holds both sides to the published schema."""

from collections.abc import Callable
from typing import Any

from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY
from revision_schema import check_answer, check_sent_by_client, check_sent_by_server
from wires import Wire

# What a client declares that can be asked everything.
EVERYTHING = {"elicitation": {}, "sampling": {}, "roots": {}}

# How it answers a question: by its method and params.
Answers = Callable[[str, dict], dict]


def accept(**content: Any) -> dict:
    """What a user filled in."""
    return {"action": "accept", "content": content}


def sampled(text: str) -> dict:
    """What a model said."""
    return {"role": "assistant", "model": "a-model", "content": {"type": "text", "text": text}}


def rooted(*uris: str) -> dict:
    """The folders that a client works on."""
    return {"roots": [{"uri": uri} for uri in uris]}


def answer_all(method: str, params: dict) -> dict:
    """The answers of a client that has nothing to hide."""
    return {
        "elicitation/create": accept(username="alice", email="alice@example.com"),
        "sampling/createMessage": sampled("Paris"),
        "roots/list": rooted("file:///home/alice"),
    }[method]


class Conversation:
    """Requests one after the other. What comes before an answer is kept; questions of the server are answered."""

    def __init__(self, wire: Wire, revision: str, capabilities: dict = EVERYTHING, answers: Answers = answer_all):
        self.wire = wire
        self.revision = revision
        self.capabilities = capabilities
        self.answers = answers
        self.notifications: list[dict] = []
        self.questions: list[dict] = []
        self._methods: dict[str | int, str] = {}
        self.opening = None
        if revision != REVISION:
            client = {"name": "interop", "version": "1"}
            params = {"protocolVersion": revision, "capabilities": capabilities, "clientInfo": client}
            self.opening = self.result("initialize", params)
            self.notify("notifications/initialized")

    def result(self, method: str, params: dict | None = None, **meta: Any) -> dict:
        """The result of a request that must succeed."""
        response = self.ask(method, params, **meta)
        assert "result" in response, response
        return response["result"]

    def error(self, method: str, params: dict | None = None, **meta: Any) -> dict:
        """The error of a request that must fail."""
        response = self.ask(method, params, **meta)
        assert "error" in response, response
        return response["error"]

    def call(self, name: str, arguments: dict | None = None, /, *, retry: dict | None = None, **meta: Any) -> dict:
        """The result of a tool. Without arguments the key is left out; `retry` is what a round trip adds."""
        return self.result("tools/call", self.call_params(name, arguments, retry), **meta)

    def call_error(self, name: str, arguments: dict | None = None, /, *, retry: dict | None = None) -> dict:
        return self.error("tools/call", self.call_params(name, arguments, retry))

    @staticmethod
    def call_params(name: str, arguments: dict | None, retry: dict | None) -> dict:
        return {"name": name, **({} if arguments is None else {"arguments": arguments}), **(retry or {})}

    def ask(self, method: str, params: dict | None = None, **meta: Any) -> dict:
        """Sends a request of the revision; returns its response."""
        return self.response(self.begin(method, params, **meta))

    def begin(self, method: str, params: dict | None = None, **meta: Any) -> int:
        """Sends a request; returns its id."""
        if self.revision == REVISION:
            meta = {VERSION_KEY: REVISION, CAPABILITIES_KEY: self.capabilities, **meta}
        if meta:
            params = {**(params or {}), "_meta": meta}
        message = {"jsonrpc": "2.0", "id": len(self._methods) + 1, "method": method}
        if params is not None:
            message["params"] = params
        check_sent_by_client(self.revision, message)
        return self.send(message)

    def send(self, message: dict) -> int:
        """Sends a request as it is, whatever the schema says of it."""
        self._methods[message["id"]] = message["method"]
        self.wire.send(message)
        return message["id"]

    def notify(self, method: str, params: dict | None = None) -> None:
        self.wire.send({"jsonrpc": "2.0", "method": method, **({} if params is None else {"params": params})})

    def response(self, id: int) -> dict:
        """The response to a request; another request's is out of place."""
        while "method" in (message := self.receive()):
            pass
        assert message["id"] == id, message
        return message

    def until(self, method: str) -> dict:
        """The next notification or question of that method."""
        while (message := self.receive()).get("method") != method:
            assert "method" in message, f"a response instead of {method}: {message}"
        return message

    def receive(self) -> dict:
        message = self.wire.receive()
        self._keep(message)
        if "method" in message and "id" in message:
            self.questions.append(message)
            answer = self.answers(message["method"], message.get("params", {}))
            if answer is not None:
                self.answer(message, answer)
        return message

    def answer(self, question: dict, result: dict) -> None:
        check_answer(self.revision, question["method"], result)
        self.wire.send({"jsonrpc": "2.0", "id": question["id"], "result": result})

    def finish(self) -> list[dict]:
        """Ends the connection in peace; returns what the server still said."""
        rest = self.wire.finish()
        for message in rest:
            self._keep(message)
        return rest

    def _keep(self, message: dict) -> None:
        method = message.get("method") or self._methods[message["id"]]
        check_sent_by_server(self.revision, method, message)
        if "method" in message and "id" not in message:
            self.notifications.append(message)


def text(result: dict) -> str:
    """The one text of a tool's result."""
    (content,) = result["content"]
    assert content["type"] == "text"
    return content["text"]
