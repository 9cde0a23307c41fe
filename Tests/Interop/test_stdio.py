"""`rialto stdio` with the PyPI SDKs, and what happens when its input ends."""

import json

import pytest

import sdk_session
from payloads import LEGACY_REVISIONS, handshake, stateless, tool


@pytest.fixture
def flags(workspace):
    return ["--workspace", str(workspace), "--diagnostics"]


@pytest.mark.parametrize("mode, revision", sdk_session.MODES)
def test_the_sdk_uses_tools_and_resources(flags, workspace, mode, revision):
    sdk_session.check(mode, revision, workspace, *flags)


def test_the_sdk_before_this_one_uses_tools_and_resources(flags):
    sdk_session.check_sdk1(*flags)


@pytest.mark.parametrize("revision", LEGACY_REVISIONS)
def test_a_legacy_session(lines, revision):
    assert lines.ask("initialize", handshake(revision))["result"]["protocolVersion"] == revision
    lines.send("notifications/initialized", id=None)
    assert lines.ask("tools/call", tool("echo", text="x"), id="a")["result"]["content"][0]["text"] == "x"
    assert lines.ask("ping", id=2) == {"jsonrpc": "2.0", "id": 2, "result": {}}


def test_without_a_session_both_ways_in_are_named(lines):
    error = lines.ask("tools/list")["error"]
    assert error["code"] == -32602 and "initialize" in error["message"]
    assert "io.modelcontextprotocol/protocolVersion" in error["message"]


def test_an_answer_is_one_line_and_keeps_the_tokens_of_its_request(lines):
    params = json.dumps(stateless(tool("wait", milliseconds=1), progressToken=0)).replace(
        '"progressToken": 0', '"progressToken": 12345678901234567'
    )
    lines.write(b'{"jsonrpc":"2.0","id":9007199254740993,"method":"tools/call","params":%s}\n' % params.encode())
    for _ in range(10):
        assert b'"progressToken":12345678901234567' in lines.receive_line()
    assert b'"id":9007199254740993' in lines.receive_line()


def test_a_batch_of_the_revision_that_has_them_becomes_its_messages(lines):
    lines.ask("initialize", handshake("2025-03-26"))
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "ping"},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": "two", "method": "tools/call", "params": tool("echo", text="x")},
    ]
    lines.write(json.dumps(messages).encode() + b"\n")
    answers = []
    while len(answers) < 2:
        received = lines.receive()
        answers += received if isinstance(received, list) else [received]
    assert {answer["id"] for answer in answers} == {1, "two"} and all("result" in answer for answer in answers)
    assert lines.finish() == ([], 0)


@pytest.mark.parametrize("revision", ["2024-11-05", "2025-06-18", "2025-11-25"])
def test_a_batch_is_refused_by_revisions_without_them(lines, revision):
    lines.ask("initialize", handshake(revision))
    lines.write(b'[{"jsonrpc":"2.0","id":1,"method":"ping"}]\n')
    assert lines.receive()["error"]["code"] == -32600


def test_closing_the_input_ends_it_at_once(lines):
    assert lines.ask("ping")["result"] == {}
    assert lines.finish() == ([], 0)


def test_closing_the_input_before_anything_was_asked_ends_it(lines):
    assert lines.finish() == ([], 0)


def test_what_is_pending_is_answered_before_the_end(lines):
    for number in range(10):
        lines.send("tools/call", stateless(tool("wait", milliseconds=300)), id=number)
    lines.send("tools/call", stateless(tool("echo", text="x")), id="echo")
    answers, code = lines.finish()
    assert code == 0 and {answer["id"] for answer in answers} == {*range(10), "echo"}
    assert all("result" in answer for answer in answers)


def test_a_last_line_without_its_end_is_answered(lines):
    lines.write(b'{"jsonrpc":"2.0","id":1,"method":"ping"}')
    answers, code = lines.finish()
    assert code == 0 and [answer["id"] for answer in answers] == [1]


def test_a_subscription_does_not_hold_the_end(lines):
    assert "method" in lines.ask("subscriptions/listen", stateless({"notifications": {}}), id="s")
    answers, code = lines.finish()
    assert code == 0 and all(answer["id"] == "s" for answer in answers)


def test_a_cancelled_request_is_not_answered(lines):
    lines.send("tools/call", stateless(tool("wait", milliseconds=3_600_000)), id=7)
    lines.send("notifications/cancelled", {"requestId": 7}, id=None)
    assert lines.ask("ping", id=7)["result"] == {}
    assert lines.finish() == ([], 0)


def test_nothing_but_messages_is_written_to_the_output(lines):
    lines.ask("server/discover", stateless())
    lines.send("no/such/notification", id=None)
    assert lines.finish() == ([], 0)
