"""What a bridge hands on is what its client sent, to the last digit: trace context and other metadata, and the message
itself. The server behind records it."""

import json

import pytest
from websockets.sync.client import connect as websocket

from http_posts import HTTPClient
from line_client import LineClient
from payloads import stateless
from recording_server import RecordingServer
from rialto_process import PATIENCE, RIALTO, Bridge

TRACE = {
    "traceparent": "00-0af7651916cd43dd8448eb211c80319c-00f067aa0ba902b7-01",
    "tracestate": "vendor=t61rcWkgMzE,other=00f067aa0ba902b7",
    "baggage": "userId=alice,serverNode=DF%2028",
    "com.example/own": {"deep": [1, 2.50, 1e300, -0.0, None, True, "\u0000\u2028 🦀"], "": {}},
    "progressToken": 9007199254740993,
}
# Neither digits nor spelling nor order change.
EXACT = '{"z": 1.0, "a": 12345678901234567890, "e": 1E-7, "s": "\\u00fc\\/", "_meta": %s}'


@pytest.fixture
def server(full_form):
    with RecordingServer(full_form) as server:
        yield server


@pytest.fixture
def bridge(server):
    with Bridge(server.address) as bridge:
        yield bridge


def exact_message() -> tuple[bytes, bytes]:
    """A request in its own spelling, and its params."""
    params = EXACT % json.dumps(stateless(None, **TRACE)["_meta"])
    return b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":' + params.encode() + b"}", params.encode()


@pytest.mark.parametrize("accept", ["application/json", "application/json, text/event-stream"])
def test_over_http(bridge, server, accept):
    text, params = exact_message()
    headers = {
        "Content-Type": "application/json", "Accept": accept, "MCP-Protocol-Version": "2026-07-28",
        "Mcp-Method": "tools/list", "Mcp-Param-Region": "us-west1",
    }  # fmt: skip
    assert HTTPClient(bridge.address).open("POST", "/mcp", text, headers).status == 200
    recorded = server.received.get(timeout=PATIENCE)
    assert same(recorded.params, params)
    assert recorded.metadata["mcp-param-bin"] == b"region=us-west1"


@pytest.mark.parametrize("carrier", ["stdio", "websocket"])
def test_on_a_connection(bridge, server, carrier):
    text, params = exact_message()
    if carrier == "stdio":
        with LineClient("--connect", server.address, program=RIALTO) as lines:
            lines.write(text + b"\n")
            assert lines.receive()["result"]
    else:
        with websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:
            socket.send(text.decode())
            assert json.loads(socket.recv(timeout=PATIENCE))["result"]
    assert same(server.received.get(timeout=PATIENCE).params, params)


def same(received: bytes, sent: bytes) -> bool:
    """Whether two texts say the same, with every digit; only blanks may differ."""

    def read(text: bytes):
        return json.loads(text, parse_float=lambda digits: ("float", digits), object_pairs_hook=lambda pairs: pairs)

    assert read(received) == read(sent), received
    return True
