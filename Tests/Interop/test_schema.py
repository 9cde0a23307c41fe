"""Every message of the server, checked against the JSON Schema of its revision, which the specification publishes.

The messages are those of calls that this file makes over stdio. Where RIALTO_TRANSCRIPTS names a folder, they are also
those that the Swift tests wrote down there: a line each, with the revision, the method and the kind of the message.
"""

import json
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from jsonschema import validators

from line_client import LineClient
from payloads import LEGACY_REVISIONS, REVISION, handshake, stateless, tool
from rialto_process import PACKAGE_ROOT

SUITES = os.environ.get("RIALTO_SUITES", str(PACKAGE_ROOT / "../shared/suites"))
TRANSCRIPTS = os.environ.get("RIALTO_TRANSCRIPTS")
REVISIONS = [*LEGACY_REVISIONS, REVISION]

RESULTS = {
    "initialize": "InitializeResult",
    "ping": "EmptyResult",
    "server/discover": "DiscoverResult",
    "subscriptions/listen": "SubscriptionsListenResult",
    "tools/list": "ListToolsResult",
    "tools/call": "CallToolResult",
    "resources/list": "ListResourcesResult",
    "resources/templates/list": "ListResourceTemplatesResult",
    "resources/read": "ReadResourceResult",
}
# Of a server that has tasks. `tasks/result` gives what the call would have given.
TASK_RESULTS = {
    "tasks/get": "GetTaskResult",
    "tasks/result": "CallToolResult",
    "tasks/list": "ListTasksResult",
    "tasks/cancel": "CancelTaskResult",
    "tasks/update": "UpdateTaskResult",
}
NOTIFICATIONS = {
    "notifications/progress": "ProgressNotification",
    "notifications/subscriptions/acknowledged": "SubscriptionsAcknowledgedNotification",
    "notifications/tasks": "TaskStatusNotification",
    "notifications/tasks/status": "TaskStatusNotification",
}
# Errors that have a definition of their own.
ERRORS = {-32020: "HeaderMismatchError", -32022: "UnsupportedProtocolVersionError"}
# What lists hold, whose members are checked one by one.
ENTRIES = {"tools": "Tool", "resources": "Resource", "resourceTemplates": "ResourceTemplate"}

pytestmark = pytest.mark.skipif(SUITES == "skip", reason="RIALTO_SUITES=skip")


class Entry(NamedTuple):
    """A message that the server sent; `method` is that of the request where it is a response."""

    revision: str
    method: str
    message: dict

    @property
    def definition(self) -> str:
        if "method" in self.message:
            return NOTIFICATIONS[self.method]
        if "error" in self.message:
            special = ERRORS.get(self.message["error"]["code"])
            known = definitions(self.revision)
            return next(name for name in (special, "JSONRPCErrorResponse", "JSONRPCError") if name in known)
        if self.method == "tools/call" and is_task(self.value):
            return "CreateTaskResult"
        return (RESULTS | TASK_RESULTS)[self.method]

    @property
    def value(self) -> dict:
        return self.message.get("result", self.message)


def is_task(result: dict) -> bool:
    """Whether a call is answered with a task: flat in the extension, nested in 2025-11-25."""
    return result.get("resultType") == "task" or "task" in result


@cache
def schema(revision: str) -> dict:
    document = json.loads((Path(SUITES) / "mcp-schema" / f"{revision}.json").read_text())
    if revision == REVISION:
        extension = json.loads((Path(__file__).parent / "tasks_extension.json").read_text())
        assert not document["$defs"].keys() & extension["$defs"].keys()
        document["$defs"] |= extension["$defs"]
    return document


def definitions(revision: str) -> dict:
    document = schema(revision)
    return document.get("$defs") or document["definitions"]


@cache
def validator(revision: str, definition: str):
    document = schema(revision)
    place = "$defs" if "$defs" in document else "definitions"
    assert definition in document[place], f"{revision} has no {definition}"
    root = {"$schema": document["$schema"], place: document[place], "$ref": f"#/{place}/{definition}"}
    return validators.validator_for(root)(root)


def check(entry: Entry) -> None:
    errors = list(validator(entry.revision, entry.definition).iter_errors(entry.value))
    assert not errors, f"{entry.revision} {entry.method}: {errors[0].json_path}: {errors[0].message}"
    if "result" in entry.message:
        assert_known(entry.revision, entry.definition, entry.value)
        for name, definition in ENTRIES.items():
            for value in entry.value.get(name, []):
                assert_known(entry.revision, definition, value)


def assert_known(revision: str, definition: str, value: dict) -> None:
    """The schemas let members pass that they do not know; this server sends none."""
    known = definitions(revision)[definition].get("properties")
    # A definition that adds to another one refuses what it does not know itself.
    if known is not None and "unevaluatedProperties" not in definitions(revision)[definition]:
        assert set(value) <= set(known), f"{definition} of {revision} has no {set(value) - set(known)}"


class Session:
    """A connection of one revision that keeps every message it gets."""

    def __init__(self, lines: LineClient, revision: str):
        self._lines = lines
        self._revision = revision
        self._methods: dict[int, str] = {}
        self.entries: list[Entry] = []
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
        self.entries.append(Entry(self._revision, method, message))


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

    other_era = {"initialize", "ping"} if revision == REVISION else {"server/discover", "subscriptions/listen"}
    expected = set(RESULTS) - other_era
    assert {entry.method for entry in session.entries if "result" in entry.message} == expected
    assert any(entry.method == "notifications/progress" for entry in session.entries)
    for entry in session.entries:
        check(entry)
    print(f"{revision}: {len(session.entries)} messages")


def transcripts() -> Iterator[Entry]:
    for file in sorted(Path(TRANSCRIPTS or "").glob("*.jsonl")):
        with file.open() as lines:
            for line in lines:
                entry = json.loads(line)
                yield Entry(entry["revision"], entry["method"], entry["message"])


@pytest.mark.skipif(TRANSCRIPTS is None, reason="RIALTO_TRANSCRIPTS names no folder")
def test_what_the_swift_tests_wrote_down_follows_the_schema_of_its_revision():
    count = 0
    for entry in transcripts():
        # Answers to methods that the specification does not have are errors, and checked as such.
        check(entry)
        count += 1
    assert count > 1000, "the Swift tests wrote next to nothing"
    print(f"transcripts: {count} messages")
