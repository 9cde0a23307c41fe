"""Many clients at once behind a bridge, and a flood of them: ids never meet, and memory and sockets come back."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.sync.client import connect as websocket

from http_posts import HTTPClient
from http_sessions import Session
from payloads import stateless, tool
from rialto_process import PATIENCE, Bridge, resident_bytes, sockets

CLIENTS = 40
# Over what the process holds once it has seen a part of the flood.
GROWTH_BYTES = 8 << 20


@pytest.fixture
def bridge(server):
    # A loop of its own has memory of its own.
    with Bridge(server.address, "--http-event-loops", "1") as bridge:
        yield bridge


def over_websocket(bridge: Bridge, client: int, count: int) -> None:
    """Requests with the same ids as everybody's, all at once."""
    with websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:
        for id in range(count):
            params = stateless(tool("echo", text=f"{client}-{id}"))
            socket.send(json.dumps({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}))
        answers = [json.loads(socket.recv(timeout=PATIENCE)) for _ in range(count)]
        assert sorted(answer["id"] for answer in answers) == [*range(count)]
        for answer in answers:
            assert answer["result"]["structuredContent"] == {"text": f"{client}-{answer['id']}"}


def over_session(bridge: Bridge, client: int, count: int) -> None:
    session = Session(HTTPClient(bridge.address))
    for id in range(count):
        answer = session.post("tools/call", tool("echo", text=f"{client}-{id}"), id=id)
        assert answer.message["id"] == id
        assert answer.message["result"]["structuredContent"] == {"text": f"{client}-{id}"}
    assert session.open("DELETE").status == 204


def over_http(bridge: Bridge, client: int, count: int) -> None:
    http = HTTPClient(bridge.address)
    for id in range(count):
        answer = http.ask("tools/call", tool("echo", text=f"{client}-{id}"), id=id)
        assert answer.message["result"]["structuredContent"] == {"text": f"{client}-{id}"}


def leaving(bridge: Bridge, client: int, count: int) -> None:
    """Goes while everything is under way."""
    for _ in range(count // 10 + 1):
        with websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:
            params = stateless(tool("wait", milliseconds=3_600_000))
            for id in range(10):
                socket.send(json.dumps({"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": params}))
        message = {"jsonrpc": "2.0", "id": 1, "method": "subscriptions/listen"}
        response = HTTPClient(bridge.address).open_post({**message, "params": stateless({"notifications": {}})})
        assert response.readline()
        response.close()


def flood(bridge: Bridge, count: int) -> None:
    with ThreadPoolExecutor(CLIENTS) as pool:
        kinds = [over_websocket, over_session, over_http, leaving]
        working = [pool.submit(kinds[client % 4], bridge, client, count) for client in range(CLIENTS)]
        for future in working:
            future.result(PATIENCE)


def test_a_flood_leaves_nothing(bridge, server):
    flood(bridge, 5)
    settled(bridge, server)
    flood(bridge, 20)
    before = settled(bridge, server)
    held = [resident_bytes(process.process_id) for process in (bridge, server)]
    for _ in range(4):
        flood(bridge, 20)
    # Connections between the two stay for the next time, as many as were ever needed together.
    assert settled(bridge, server) <= before + 4
    after = [resident_bytes(process.process_id) for process in (bridge, server)]
    assert all(now < then + GROWTH_BYTES for now, then in zip(after, held)), (held, after)


def settled(bridge: Bridge, server) -> int:
    """How many sockets the bridge has once nothing closes any more."""
    end, last = time.monotonic() + PATIENCE, -1
    while (now := sockets(bridge.process_id)) != last or http_connections(bridge) > 0:
        assert time.monotonic() < end, "connections stay"
        last = now
    return now


def http_connections(bridge: Bridge) -> int:
    """Connections of clients that the bridge has open."""
    port = int(bridge.address.rpartition(":")[2])
    with open("/proc/net/tcp") as table:
        rows = [line.split() for line in table.readlines()[1:]]
    # Established or waiting for our close.
    return sum(int(row[1].partition(":")[2], 16) == port and row[3] in ("01", "08") for row in rows)
