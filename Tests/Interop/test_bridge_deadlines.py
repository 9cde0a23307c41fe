"""How long a request may take behind a bridge: what its client says in `Grpc-Timeout`, and what the bridge allows."""

import json

import pytest
from websockets.sync.client import connect as websocket

from http_posts import HTTPClient
from http_sessions import Session
from line_client import LineClient
from payloads import handshake, stateless, tool
from recording_server import RecordingServer
from rialto_process import PATIENCE, RIALTO, Bridge, run

LONG = tool("wait", milliseconds=3_600_000)
LATE = {"code": -32603, "message": "The deadline of the request has passed", "data": {"grpcStatus": 4}}


@pytest.fixture(params=["serve", "bridge"])
def address(request, serve):
    """Over HTTP: a server, and one behind a bridge."""
    # What is not cancelled would keep it.
    server = serve("--http", "127.0.0.1:0", "--http-sse", "--drain-timeout", "1h")
    if request.param == "serve":
        yield server.http_address
    else:
        with Bridge(server.address, "--http-sse") as bridge:
            yield bridge.address


@pytest.mark.parametrize("streams", [True, False])
def test_a_client_says_how_long_it_waits(address, streams):
    accept = "application/json, text/event-stream" if streams else "application/json"
    answer = HTTPClient(address).ask("tools/call", LONG, id="x", Grpc_Timeout="100m", Accept=accept)
    assert answer.status == 200 and answer.message == {"jsonrpc": "2.0", "id": "x", "error": LATE}


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_a_client_of_a_session_too(address, revision):
    session = Session(HTTPClient(address), revision)
    answer = session.post("tools/call", LONG, id="x", Grpc_Timeout="100m")
    assert answer.status == 200 and answer.message == {"jsonrpc": "2.0", "id": "x", "error": LATE}
    assert session.post("tools/call", tool("echo", text="x"), id="x", Grpc_Timeout="1H").message["result"]


def test_a_client_of_the_oldest_revision_too(address):
    http = HTTPClient(address)
    stream = http.open("GET", "/sse", headers={"Accept": "text/event-stream"})
    said = (line[6:].strip() for line in stream if line.startswith(b"data: "))
    endpoint = next(said).decode()

    def post(id: str, method: str, params: dict, **headers: str) -> int:
        body = json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}).encode()
        return http.open("POST", endpoint, body, {"Content-Type": "application/json", **headers}).status

    assert post("i", "initialize", handshake("2024-11-05")) == 202
    assert json.loads(next(said))["id"] == "i"
    assert post("x", "tools/call", LONG, **{"Grpc-Timeout": "100"}) == 400
    assert post("x", "tools/call", LONG, **{"Grpc-Timeout": "100m"}) == 202
    assert json.loads(next(said)) == {"jsonrpc": "2.0", "id": "x", "error": LATE}
    stream.close()


def test_what_says_no_time_is_refused(address):
    http, session = HTTPClient(address), Session(HTTPClient(address))
    for timeout in ["", "1", "S", "0S", "123456789S", "1.5S", "-1S", "1 S", "1s"]:
        answers = [http.ask("tools/list", Grpc_Timeout=timeout), session.post("tools/list", Grpc_Timeout=timeout)]
        for answer in answers:
            assert (answer.status, answer.code, answer.message["id"]) == (400, -32600, 1), (timeout, answer.text)


@pytest.mark.parametrize("allowed", [None, "1h", "10s"])
@pytest.mark.parametrize("streams", [True, False])
def test_the_smaller_of_both_travels_as_the_deadline_of_the_call(full_form, allowed, streams):
    flags = [] if allowed is None else ["--bridge-request-timeout", allowed]
    accept = "application/json, text/event-stream" if streams else "application/json"
    with RecordingServer(full_form) as server, Bridge(server.address, *flags) as bridge:
        http = HTTPClient(bridge.address)
        for said, seconds in [(None, None), ("60S", 60), ("2H", 7200), ("99999999H", None)]:
            answer = http.ask("tools/list", Accept=accept, **({} if said is None else {"Grpc_Timeout": said}))
            assert answer.message["result"], answer.text
            limit = {None: None, "1h": 3600, "10s": 10}[allowed]
            expected = min([time for time in (seconds, limit) if time is not None], default=None)
            left = server.received.get(timeout=PATIENCE).time_left
            if expected is None:
                assert left is None or left > 1_000_000
            else:
                # The core says long times with few digits.
                assert 0 < left <= expected * 1.01 + 1 and (expected == 10 or left > expected - PATIENCE)


@pytest.mark.parametrize("carrier", ["stdio", "websocket"])
@pytest.mark.parametrize("era", ["stateless", "legacy"])
def test_what_takes_too_long_on_a_connection_is_cancelled_and_answered(serve, carrier, era):
    server = serve("--drain-timeout", "1h")
    timeout = ["--bridge-request-timeout", "2s"]
    adapted = stateless if era == "stateless" else (lambda params: params)

    def check(send, receive) -> None:
        if era == "legacy":
            send({"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": handshake("2025-11-25")})
            assert receive()["result"]
            send({"jsonrpc": "2.0", "method": "notifications/initialized"})
        else:
            send({"jsonrpc": "2.0", "id": "l", "method": "subscriptions/listen", "params": stateless({"notifications": {}})})
            assert receive()["method"] == "notifications/subscriptions/acknowledged"
        for id in range(1, 21):
            send({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": adapted(LONG)})
        answers = [receive() for _ in range(20)]
        assert sorted(answer["id"] for answer in answers) == [*range(1, 21)]
        assert all(answer["error"] == LATE for answer in answers)
        send({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": adapted(tool("echo", text="x"))})
        answer = receive()
        assert answer["id"] == 1 and answer["result"]["structuredContent"] == {"text": "x"}

    if carrier == "stdio":
        with LineClient("--connect", server.address, *timeout, program=RIALTO) as lines:
            check(lambda message: lines.write(json.dumps(message).encode() + b"\n"), lines.receive)
    else:
        with Bridge(server.address, *timeout) as bridge, websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:
            check(lambda message: socket.send(json.dumps(message)), lambda: json.loads(socket.recv(timeout=PATIENCE)))


def test_what_takes_too_long_over_http_is_cancelled_and_answered(serve):
    server = serve("--drain-timeout", "1h")
    with Bridge(server.address, "--bridge-request-timeout", "2s") as bridge:
        http = HTTPClient(bridge.address)
        assert http.ask("tools/call", LONG, Grpc_Timeout="1H").message["error"] == LATE
        assert http.ask("tools/call", LONG, Accept="application/json").message["error"] == LATE
        assert Session(http).post("tools/call", LONG, Grpc_Timeout="1H").message["error"] == LATE


def test_a_limit_has_to_be_one():
    ended = run("bridge", "--connect", "127.0.0.1:1", "--http", "127.0.0.1:0", "--bridge-request-timeout", "0s")
    assert ended.returncode == 64 and "--bridge-request-timeout" in ended.stderr
