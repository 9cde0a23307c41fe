"""`rialto stdio --connect`: a desktop client's lines, carried to a remote server over gRPC."""

import json

import pytest

import sdk_session
from line_client import LineClient
from payloads import handshake, stateless, tool
from rialto_process import run


@pytest.fixture
def flags(server):
    return ["--connect", server.address]


@pytest.mark.parametrize("mode, revision", sdk_session.MODES)
def test_the_sdk_uses_the_remote_tools_and_resources(flags, workspace, mode, revision):
    sdk_session.check(mode, revision, workspace, *flags)


def test_the_sdk_before_this_one_uses_the_remote_tools(flags):
    sdk_session.check_sdk1(*flags)


def test_equal_ids_of_two_clients_never_meet(flags):
    """400 calls with the same ids in turn; some answered late, so that answers overtake each other."""
    with LineClient(*flags) as one, LineClient(*flags) as other:
        clients = {"one": one, "other": other}
        for id in range(200):
            for name, client in clients.items():
                if id % 20 == 0:
                    client.send("tools/call", stateless(tool("wait", milliseconds=id if name == "one" else id + 1)), id=id)
                else:
                    client.send("tools/call", stateless(tool("echo", text=f"{name} {id}")), id=id)
        for name, client in clients.items():
            answers, code = client.finish()
            assert code == 0 and len(answers) == 200
            for answer in answers:
                id, data = answer["id"], answer["result"]["structuredContent"]
                if id % 20 == 0:
                    assert data == {"milliseconds": id if name == "one" else id + 1}
                else:
                    assert data == {"text": f"{name} {id}"}


def test_two_clients_have_two_sessions(flags):
    with LineClient(*flags) as one, LineClient(*flags) as other:
        assert one.ask("initialize", handshake("2024-11-05"))["result"]["protocolVersion"] == "2024-11-05"
        assert other.ask("tools/list")["error"]["code"] == -32602
        assert other.ask("initialize", handshake("2025-06-18"))["result"]["protocolVersion"] == "2025-06-18"
        assert "structuredContent" in other.ask("tools/call", tool("echo", text="x"))["result"]
        assert "structuredContent" not in one.ask("tools/call", tool("echo", text="x"))["result"]


def test_tokens_pass_the_bridge_as_they_are(lines):
    meta = json.dumps(stateless()["_meta"]).replace("{", '{"progressToken":12345678901234567,', 1)
    for id, text in [("9007199254740993", r'"caf\u00e9 \/"'), ('"\\u0041"', r'"\ud83e\udd80"')]:
        request = '{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{"name":"echo","arguments":{"text":%s},"_meta":%s}}'
        lines.write((request % (id, text, meta)).encode() + b"\n")
        answer = lines.receive_line()
        assert f'"structuredContent":{{"text":{text}}}'.encode() in answer
        assert json.loads(answer)["id"] == json.loads(id)


def test_progress_and_cancellation_pass_the_bridge(lines):
    lines.send("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"), id="w")
    messages = [lines.receive() for _ in range(11)]
    assert [message.get("method") for message in messages] == ["notifications/progress"] * 10 + [None]
    lines.send("tools/call", stateless(tool("wait", milliseconds=3_600_000)), id=7)
    lines.send("notifications/cancelled", {"requestId": 7}, id=None)
    assert lines.ask("ping", id=7)["result"] == {}
    assert lines.finish() == ([], 0)


def test_what_is_pending_is_answered_before_the_end(lines):
    for number in range(10):
        lines.send("tools/call", stateless(tool("wait", milliseconds=300)), id=number)
    answers, code = lines.finish()
    assert code == 0 and {answer["id"] for answer in answers} == set(range(10))


def test_closing_the_input_ends_it_at_once(lines):
    assert lines.ask("ping")["result"] == {}
    assert lines.finish() == ([], 0)


def test_a_subscription_does_not_hold_the_end(flags):
    with LineClient(*flags, "--drain-timeout", "1h") as lines:
        assert "method" in lines.ask("subscriptions/listen", stateless({"notifications": {}}), id="s")
        answers, code = lines.finish()
    assert code == 0 and all(answer["id"] == "s" for answer in answers)


def test_the_answer_of_what_is_no_message_does_not_need_the_remote(lines):
    lines.write(b"not JSON\n")
    assert lines.receive()["error"]["code"] == -32700
    assert lines.ask("ping")["result"] == {}


def test_a_remote_that_goes_away_ends_what_is_pending(server, lines):
    lines.send("tools/call", stateless(tool("wait", milliseconds=3_600_000)), id=1)
    assert lines.ask("ping", id=2)["id"] == 2
    server.kill()
    answers, code = lines.finish()
    assert [answer["id"] for answer in answers] == [1] and "error" in answers[0]


def test_a_remote_that_is_not_there_is_said_so():
    request = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    ended = run("stdio", "--connect", "127.0.0.1:1", stdin=request + "\n")
    answers = [json.loads(line) for line in ended.stdout.splitlines()]
    assert "127.0.0.1:1" in ended.stderr and "127.0.0.1:1" not in ended.stdout
    assert all("error" in answer for answer in answers) and (answers or ended.returncode != 0)
