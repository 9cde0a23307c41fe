"""Legacy sessions over Streamable HTTP: the conformance fixture does the same in its own process and behind a bridge."""

import json

import pytest

from http_posts import HTTPClient
from http_sessions import Session, messages
from payloads import tool
from rialto_process import FIXTURE, Bridge, Server


@pytest.fixture(scope="module", params=["serve", "bridge"])
def client(request, fixture_server):
    if request.param == "bridge":
        with Bridge(fixture_server.address) as bridge:
            yield HTTPClient(bridge.address)
    else:
        with Server(None, "--http", "127.0.0.1:0", program=FIXTURE) as server:
            yield HTTPClient(server.address_for("http"))


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_messages_come_on_the_stream_of_their_request(client, revision):
    session = Session(client, revision)
    assert session.post("logging/setLevel", {"level": "debug"}).message["result"] == {}
    said = session.events("tools/call", tool("test_tool_with_logging"), id="l")
    assert [message.get("method", message.get("id")) for message in said] == ["notifications/message"] * 3 + ["l"]
    called = {**tool("test_tool_with_progress"), "_meta": {"progressToken": "p"}}
    said = list(session.events("tools/call", called, id="q"))
    assert [message["params"]["progressToken"] for message in said[:-1]] == ["p"] * 3 and said[-1]["id"] == "q"


def test_a_question_comes_on_the_stream_of_its_request(client):
    session = Session(client, sampling={})
    said = session.events("tools/call", tool("test_sampling", prompt="Hello"), id=5)
    question = next(said)
    assert question["method"] == "sampling/createMessage"
    result = {"role": "assistant", "content": {"type": "text", "text": "Hi"}, "model": "m", "stopReason": "endTurn"}
    assert session.answer(question["id"], result).status == 202
    answer = next(said)
    assert answer["id"] == 5 and "Hi" in answer["result"]["content"][0]["text"]


def test_requests_of_two_sessions_with_equal_ids_do_not_meet(client):
    sessions = [Session(client, sampling={}) for _ in range(2)]
    streams = [session.events("tools/call", tool("test_sampling", prompt="x"), id=1) for session in sessions]
    questions = [next(stream) for stream in streams]
    for number in (1, 0):
        result = {"role": "assistant", "content": {"type": "text", "text": f"for {number}"}, "model": "m"}
        assert sessions[number].answer(questions[number]["id"], result).status == 202
    for number, stream in enumerate(streams):
        assert f"for {number}" in next(stream)["result"]["content"][0]["text"]


def test_a_client_comes_back_to_a_request_that_let_it_go(client):
    session = Session(client)
    message = {"jsonrpc": "2.0", "id": 9, "method": "tools/call", "params": tool("test_reconnection")}
    lines = client.open_post(message, **session.headers).read().decode().splitlines()
    ids = [line[4:] for line in lines if line.startswith("id: ")]
    assert ids and not any('"result"' in line for line in lines)
    again = messages(session.open("GET", **{"Last-Event-ID": ids[-1]}))
    assert next(again)["id"] == 9


def test_a_batch_is_answered_by_one(client):
    session = Session(client, "2025-03-26")
    batch = [{"jsonrpc": "2.0", "id": number, "method": "ping"} for number in range(3)]
    headers = {"Content-Type": "application/json", "Accept": "application/json, text/event-stream"}
    headers |= {name.replace("_", "-"): value for name, value in session.headers.items()}
    response = client.open("POST", "/mcp", json.dumps(batch).encode(), headers)
    assert response.status == 200 and sorted(answer["id"] for answer in json.load(response)) == [0, 1, 2]


def test_a_session_ends_when_its_client_says_so(client):
    session = Session(client)
    assert session.post("ping").message["result"] == {}
    assert session.open("DELETE").status == 204
    assert session.post("ping").status == 404


def test_a_session_outlives_the_server_behind_it(fixture_server):
    """It is opened again at the server that comes back, and what was in flight is answered and not sent again."""
    with Server(None, program=FIXTURE) as first, Bridge(first.address) as bridge:
        session = Session(HTTPClient(bridge.address), sampling={})
        assert session.post("logging/setLevel", {"level": "error"}).message["result"] == {}
        said = session.events("tools/call", tool("test_sampling", prompt="x"), id=1)
        question = next(said)
        first.kill()
        rest = list(said)
        assert rest[-1]["id"] == 1 and rest[-1]["error"]["code"] == -32603
        with Server(None, program=FIXTURE, listen=first.address):
            # The answer to a question of the server before is nobody's.
            assert session.answer(question["id"], {"role": "user", "content": [], "model": "m"}).status == 202
            for _ in range(1000):
                answer = session.post("tools/call", tool("test_tool_with_logging"), id=2)
                if "result" in answer.message:
                    break
                assert answer.message["error"]["data"] == {"grpcStatus": 14}
            told = [message.get("method") for message in answer.messages]
            assert "notifications/message" not in told, "the level is still error"
