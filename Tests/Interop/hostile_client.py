"""A client of the conformance fixture that can answer in ways that no SDK would."""

import json

from conversation import EVERYTHING, accept, rooted, sampled
from line_client import LineClient
from rialto_process import FIXTURE

# Tools that ask: their names, their arguments, and a right answer.
ELICITATION = ("test_elicitation", {"message": "?"}, accept(username="alice", email="a@example.com"))
SAMPLING = ("test_sampling", {"prompt": "?"}, sampled("an answer"))
ROOTS = ("test_input_required_result_list_roots", {}, rooted("file:///a"))


class HostileClient(LineClient):
    """A session of 2025-11-25 that has declared everything."""

    def __init__(self, *flags: str):
        # An hour to drain: what hangs at the end is seen to hang.
        super().__init__(*flags, "--drain-timeout", "1h", program=FIXTURE)
        client = {"name": "hostile", "version": "1"}
        opening = {"protocolVersion": "2025-11-25", "capabilities": EVERYTHING, "clientInfo": client}
        assert "result" in self.ask("initialize", opening, id="opening")
        self.send("notifications/initialized", id=None)

    def answer(self, id, **outcome) -> None:
        self.write(json.dumps({"jsonrpc": "2.0", "id": id, **outcome}).encode() + b"\n")

    def question(self, tool: str, arguments: dict, id="call") -> dict:
        """Calls a tool; returns what it asks."""
        self.send("tools/call", {"name": tool, "arguments": arguments}, id=id)
        question = self.receive()
        assert "method" in question and "id" in question, question
        return question

    def response(self, id="call") -> dict:
        """The next message, which must be the response to that request."""
        response = self.receive()
        assert "method" not in response and response["id"] == id, response
        return response

    def is_well(self) -> None:
        """Nothing is left of what came before, and questions are asked and answered as ever."""
        assert self.ask("ping", id="ping") == {"jsonrpc": "2.0", "id": "ping", "result": {}}
        tool, arguments, right = SAMPLING
        self.answer(self.question(tool, arguments, id="well")["id"], result=right)
        assert "an answer" in self.response("well")["result"]["content"][0]["text"]
