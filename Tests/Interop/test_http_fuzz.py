"""Ten thousand malformed requests, and as many malformed messages, from a fixed seed: each is answered or refused, and
memory and descriptors are back where they were."""

import itertools
import json
import random
import time

import pytest

from payloads import REVISION, handshake, stateless, tool
from raw_http import RawHTTP, call, get, post
from raw_websocket import CLOSE, TEXT, Frame, RawWebSocket
from rialto_process import PATIENCE, resident_bytes, sockets

SEED = 20_261_121
COUNT = 10_000
# Over what the process holds once it has seen a tenth of it: room for the allocator, not for one request in ten.
GROWTH_BYTES = 8 << 20

KEY = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
REQUESTS = [
    get("/").encode(),
    get("/ws", "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13", KEY).encode(),
    call("echo", text="x"),
    post("{}", "Expect: 100-continue"),
    b"POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    b"2;a=b\r\n{}\r\n0\r\nX: y\r\n\r\n",
]
REQUEST_PIECES = [b"\r\n", b"\n", b"\r", b" ", b"\t", b":", b"\0", b"\x7f", b"\xff", b";", b"0", b"-1", b"f" * 16]
REQUEST_PIECES += [b"Content-Length: 1\r\n", b"Transfer-Encoding: chunked\r\n", b"Host: x\r\n", b"HTTP/1.1"]
REQUEST_PIECES += [b"A" * 20_000]
MESSAGES = [
    {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": stateless(tool("echo", text="a\u00e9\n\\\"b"))},
    {"jsonrpc": "2.0", "id": "x", "method": "tools/list", "params": stateless({"cursor": "A" * 40})},
    {"jsonrpc": "2.0", "id": 1.5, "method": "initialize", "params": handshake("2025-11-25")},
    {"jsonrpc": "2.0", "method": "notifications/cancelled", "params": {"requestId": 1}},
    {"jsonrpc": "2.0", "id": 1, "result": {"a": [1, -0.5e10, True, None, {}]}},
]
MESSAGE_PIECES = [b"{", b"}", b"[", b"]", b",", b":", b'"', b"\\", b"\\u12", b"\\ud800", b"null", b"1e999", b"-", b"\0"]
MESSAGE_PIECES += [b"\xff", b"\xc3", b"\xed\xa0\x80", b"[" * 200, b'"id":1,', b'"_meta":{},', b"9" * 400]


def mutated(random: random.Random, seeds: list[bytes], pieces: list[bytes]) -> bytes:
    data = bytearray(random.choice(seeds))
    for _ in range(random.randint(1, 6)):
        place = random.randint(0, len(data))
        match random.randrange(5):
            case 0 if place < len(data):
                data[place] = random.randrange(256)
            case 1:
                data[place:place] = random.choice(pieces)
            case 2:
                del data[place : place + random.randint(0, 8)]
            case 3:
                data += data[:place]
            case _:
                data.insert(place, random.randrange(256))
    return bytes(data)


@pytest.fixture
def server(serve):
    return serve("--http", "127.0.0.1:0")


def is_well(client: RawHTTP) -> None:
    assert client.ask(call("echo", text="well")).json["result"]["structuredContent"] == {"text": "well"}


def expect_nothing_left(server, send) -> None:
    """Sends a tenth, then all, and expects what the process holds not to grow."""
    with RawHTTP(server.http_address) as witness:
        is_well(witness)
        open_files = sockets(server.process_id)
        send(COUNT // 10)
        held = resident_bytes(server.process_id)
        send(COUNT)
        is_well(witness)
        # The last connections are still closing: as long as they do, the witness is served.
        end = time.monotonic() + PATIENCE
        while sockets(server.process_id) > open_files and time.monotonic() < end:
            is_well(witness)
        assert sockets(server.process_id) == open_files
        assert resident_bytes(server.process_id) < held + GROWTH_BYTES


def test_malformed_requests(server):
    source = random.Random(SEED)

    def send(count: int) -> None:
        for index in range(count):
            with RawHTTP(server.http_address) as client:
                try:
                    client.send(mutated(source, REQUESTS, REQUEST_PIECES))
                    # Some are cut off in the middle, without a word.
                    if index % 10 == 0:
                        client.reset()
                        continue
                    client.finish_sending()
                except OSError:
                    pass  # Refused before everything was sent.
                answer = client.rest()
                assert answer == b"" or answer.startswith(b"HTTP/1.1 "), answer[:200]

    expect_nothing_left(server, send)


def bodies(count: int, source: random.Random):
    seeds = [json.dumps(message).encode() for message in MESSAGES]
    return (mutated(source, seeds, MESSAGE_PIECES) for _ in range(count))


def test_malformed_messages_in_posts(server):
    source = random.Random(SEED)
    mirrors = [(), (f"MCP-Protocol-Version: {REVISION}", "Mcp-Method: tools/call", "Mcp-Name: echo")]

    def send(count: int) -> None:
        with RawHTTP(server.http_address) as client:
            for body, fields in zip(bodies(count, source), itertools.cycle(mirrors)):
                answer = client.ask(post(body, *fields))
                # The connection goes on: nothing is wrong with HTTP.
                assert answer.status in (200, 202, 400, 404), (answer, body)
                assert answer.status == 202 or "jsonrpc" in answer.json, (answer, body)

    expect_nothing_left(server, send)


def test_malformed_messages_over_a_websocket(server):
    source = random.Random(SEED)

    def send(count: int) -> None:
        socket = RawWebSocket(server.http_address)
        for body in bodies(count, source):
            # A message that is answered in any case follows each, so that there is something to wait for.
            ping = {"jsonrpc": "2.0", "id": "behind", "method": "server/discover", "params": stateless()}
            socket.send(Frame(TEXT, body), Frame(TEXT, json.dumps(ping).encode()))
            while (answer := socket.message()) is not None and answer.opcode != CLOSE:
                if json.loads(answer.payload).get("id") == "behind":
                    break
            else:
                # What is no UTF-8 ends the connection, and nothing else does.
                assert answer is not None and answer.code == 1007, (answer, body)
                socket.close()
                socket = RawWebSocket(server.http_address)
        socket.close()

    expect_nothing_left(server, send)


@pytest.mark.parametrize(
    "body, code",
    [
        (b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":1,"\\u0061":2}}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"\xff"}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\xed\xa0\x80"}}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"a":"\\ud800"}}', -32700),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":' + b'{"a":' * 127 + b"1" + b"}" * 127 + b"}", None),
        (b'{"jsonrpc":"2.0","id":1,"method":"ping","params":' + b'{"a":' * 128 + b"1" + b"}" * 128 + b"}", -32700),
        (b"[" * 100_000, -32700),
        (b"\xef\xbb\xbf{}", -32700),
        (b"", -32700),
    ],
    ids=["key", "escaped-key", "no-utf8", "surrogate", "half", "deep", "too-deep", "bottomless", "mark", "empty"],
)
def test_json_that_is_read_in_one_way_only(server, body, code):
    with RawHTTP(server.http_address) as client:
        answer = client.ask(post(body))
        if code is None:
            assert (answer.status, answer.json["result"]) == (200, {})
        else:
            assert (answer.status, answer.json["error"]["code"]) == (400, code)
        is_well(client)
