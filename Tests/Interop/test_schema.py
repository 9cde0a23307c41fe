"""Every message of the server, checked against the JSON Schema of its revision, which the specification publishes.

The messages are those of calls that this file makes over stdio. Where RIALTO_TRANSCRIPTS names a folder, they are also
those that the Swift tests wrote down there: a line each, with the revision, the side that sent it and the method. Of
what clients sent, there is what the server understood.
"""

import json
import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from line_client import LineClient
from payloads import LEGACY_REVISIONS, REVISION, handshake, stateless, tool
from revision_schema import (
    NOTIFICATIONS,
    QUESTIONS,
    REQUESTS,
    SUITES,
    check,
    check_answer,
    check_sent_by_client,
    check_sent_by_server,
    definitions,
    first_known,
)

TRANSCRIPTS = os.environ.get("RIALTO_TRANSCRIPTS")
REVISIONS = [*LEGACY_REVISIONS, REVISION]

# What the built-in server answers in every revision.
WORKSPACE = {"tools/list", "tools/call", "resources/list", "resources/templates/list", "resources/read"}

pytestmark = pytest.mark.skipif(SUITES == "skip", reason="RIALTO_SUITES=skip")


class Session:
    """A connection of one revision that checks and keeps every message it gets."""

    def __init__(self, lines: LineClient, revision: str):
        self._lines = lines
        self._revision = revision
        self._methods: dict[int, str] = {}
        self.messages: list[tuple[str, dict]] = []
        if revision != REVISION:
            self._send("initialize", handshake(revision))
            lines.send("notifications/initialized", id=None)

    def ask(self, method: str, params: dict | None = None, **meta) -> dict:
        """Sends a request of the revision; returns its response, which comes after its notifications."""
        if self._revision == REVISION:
            params = stateless(params, **meta)
        elif meta:
            params = {**(params or {}), "_meta": meta}
        return self._send(method, params)

    def open(self, method: str, params: dict) -> None:
        """Sends a request whose response only comes at the end; returns after its first notification."""
        self._write(method, stateless(params))
        self._receive()

    def finish(self) -> None:
        messages, code = self._lines.finish()
        for message in messages:
            self._keep(message)
        assert code == 0

    def _send(self, method: str, params: dict | None) -> dict:
        self._write(method, params)
        while "method" in (message := self._receive()):
            pass
        return message

    def _write(self, method: str, params: dict | None) -> None:
        id = len(self._methods) + 1
        self._methods[id] = method
        self._lines.send(method, params, id=id)

    def _receive(self) -> dict:
        message = self._lines.receive()
        self._keep(message)
        return message

    def _keep(self, message: dict) -> None:
        method = message.get("method") or self._methods[message["id"]]
        check_sent_by_server(self._revision, method, message)
        self.messages.append((method, message))


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_answer_over_stdio_follows_the_schema_of_its_revision(workspace, revision):
    (workspace / "text.txt").write_text("hello\n")
    (workspace / "bytes.bin").write_bytes(b"\xff\x00")
    with LineClient("--workspace", str(workspace), "--diagnostics", "--limits-page-size", "2") as lines:
        session = Session(lines, revision)
        for method in ("tools/list", "resources/list", "resources/templates/list"):
            page = session.ask(method)["result"]
            while cursor := page.get("nextCursor"):
                page = session.ask(method, {"cursor": cursor})["result"]

        session.ask("tools/call", tool("read_file", path="text.txt"))
        session.ask("tools/call", tool("read_file", path="bytes.bin", encoding="binary"))
        session.ask("tools/call", tool("write_file", path="new.txt", content="x"))
        session.ask("tools/call", tool("list_directory"))
        session.ask("tools/call", tool("create_directory", path="folder"))
        session.ask("tools/call", tool("delete_file", path="new.txt"))
        session.ask("tools/call", tool("echo", text="é"))
        session.ask("tools/call", tool("wait", milliseconds=1), progressToken="token")
        session.ask("tools/call", tool("wait", milliseconds=1), progressToken=7)
        session.ask("tools/call", tool("read_file", path="missing"))
        session.ask("tools/call", tool("read_file"))
        session.ask("tools/call", tool("no_such_tool"))
        session.ask("tools/call", {})

        template = session.ask("resources/templates/list")["result"]["resourceTemplates"][0]
        root = template["uriTemplate"].removesuffix("{+path}")
        session.ask("resources/read", {"uri": f"{root}text.txt"})
        session.ask("resources/read", {"uri": f"{root}bytes.bin"})
        session.ask("resources/read", {"uri": f"{root}missing"})
        session.ask("resources/list", {"cursor": "!"})
        session.ask("no/such/method")
        session.ask("ping")
        if revision == REVISION:
            session.ask("server/discover")
            session.ask("tools/list", **{"io.modelcontextprotocol/protocolVersion": "1999-01-01"})
            session.open("subscriptions/listen", {"notifications": {}})
        session.finish()

    era = {"server/discover", "subscriptions/listen"} if revision == REVISION else {"initialize", "ping"}
    answered = {method for method, message in session.messages if "result" in message}
    assert answered == WORKSPACE | era
    assert any(method == "notifications/progress" for method, _ in session.messages)
    print(f"{revision}: {len(session.messages)} messages")


class Entry(NamedTuple):
    """A message of a transcript; `method` is that of the request where it is a response."""

    revision: str
    side: str
    method: str
    message: dict

    @property
    def kind(self) -> str:
        if "method" in self.message:
            return "request" if "id" in self.message else "notification"
        if "error" in self.message:
            return "error"
        return "question" if self.message["result"].get("resultType") == "input_required" else "result"

    def check(self) -> None:
        if self.side == "server":
            check_sent_by_server(self.revision, self.method, self.message)
        elif self.kind == "request":
            check_sent_by_client(self.revision, self.message)
        elif self.kind == "error":
            check(self.revision, first_known(self.revision, "JSONRPCErrorResponse", "JSONRPCError"), self.message)
        else:
            check_answer(self.revision, self.method, self.message["result"])


def transcripts() -> Iterator[Entry]:
    for file in sorted(Path(TRANSCRIPTS or "").glob("*.jsonl")):
        with file.open() as lines:
            for line in lines:
                entry = json.loads(line)
                yield Entry(entry["revision"], entry["from"], entry["method"], entry["message"])


def expected(revision: str) -> set[tuple[str, str, str]]:
    """All that the two sides say to each other in a revision, by the definitions that it has."""
    known = definitions(revision)
    requests = {method for method, name in REQUESTS.items() if name + "Request" in known}
    said = {(side, kind, method) for method in requests for side, kind in (("client", "request"), ("server", "result"))}
    said |= {("server", "error", method) for method in ("tools/call", "prompts/get", "resources/read")}
    said |= {("server", "notification", method) for method in notifications(revision)}
    questions = {method for method, name in QUESTIONS.items() if name + "Request" in known}
    if revision == REVISION:
        return said | {("server", "question", method) for method in ("tools/call", "prompts/get", "resources/read")}
    return said | {("server", "request", method) for method in questions} | {
        ("client", "result", method) for method in questions
    }


def notifications(revision: str) -> set[str]:
    """Which notifications a server sends in a revision: of two names for one definition, the revision has one."""
    other = {"notifications/tasks/status"} if revision == REVISION else {"notifications/tasks"}
    if revision == REVISION:
        # A server cancels nothing that this one does not answer.
        other.add("notifications/cancelled")
    return {method for method, name in NOTIFICATIONS.items() if name in definitions(revision)} - other


@pytest.mark.skipif(TRANSCRIPTS is None, reason="RIALTO_TRANSCRIPTS names no folder")
def test_what_the_swift_tests_wrote_down_follows_the_schema_of_its_revision():
    counts: Counter[tuple[str, str, str, str]] = Counter()
    for entry in transcripts():
        entry.check()
        # Answers to methods that the specification does not have are errors, and counted together.
        method = entry.method if entry.method in REQUESTS | QUESTIONS | NOTIFICATIONS else "any other"
        counts[entry.revision, entry.side, entry.kind, method] += 1
    for (revision, side, kind, method), count in sorted(counts.items()):
        print(f"{revision} {side:7}{kind:13}{method:42}{count:7}")
    wanted = {(revision, *said) for revision in REVISIONS for said in expected(revision)}
    assert not wanted - counts.keys(), f"no test says any of: {sorted(wanted - counts.keys())}"
