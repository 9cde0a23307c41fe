"""Clients behind a bridge hear of changes, and go on hearing of them when the server behind is killed and comes back,
though they say nothing themselves."""

import json
import threading
from contextlib import contextmanager

import pytest
from websockets.sync.client import connect as websocket

from http_posts import HTTPClient
from http_sessions import Session, messages
from payloads import handshake, stateless, tool
from rialto_process import FIXTURE, PATIENCE, Bridge, Server
from test_bridge_losses import free_address

WATCHED = "test://watched-resource"
TOOLS, UPDATED = "notifications/tools/list_changed", "notifications/resources/updated"
ACKNOWLEDGED = "notifications/subscriptions/acknowledged"


def serving(address: str) -> Server:
    return Server(None, "--http", "127.0.0.1:0", program=FIXTURE, listen=address)


@contextmanager
def changing(server: Server):
    """Changes tools and a resource, again and again: nobody else knows when a client listens again."""
    http, done = HTTPClient(server.http_address), threading.Event()

    def change() -> None:
        while not done.is_set():
            for name in ("test_trigger_tool_change", "test_trigger_resource_update"):
                assert "result" in http.ask("tools/call", tool(name)).message

    changing = threading.Thread(target=change)
    changing.start()
    try:
        yield
    finally:
        done.set()
        changing.join(PATIENCE)


def hears(stream, *methods: str) -> list[dict]:
    """Reads until all of them have come."""
    heard, seen = [], set()
    while not seen >= set(methods):
        heard.append(next(stream))
        seen.add(heard[-1].get("method"))
    return heard


def lose_and_come_back(address: str, stream) -> list[dict]:
    """Two servers, each killed once everything was heard of it; returns what was heard of the second."""
    with serving(address) as first:
        with changing(first):
            hears(stream, TOOLS, UPDATED)
        first.kill()
    with serving(address) as second, changing(second):
        return hears(stream, TOOLS, UPDATED)


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_the_get_stream_of_a_session(revision):
    address = free_address()
    with Bridge(address) as bridge:
        with serving(address) as server:
            session = Session(HTTPClient(bridge.address), revision)
            assert session.post("resources/subscribe", {"uri": WATCHED}).message["result"] == {}
            stream = messages(session.open("GET"))
            session.post("tools/call", tool("test_trigger_tool_change"))
            session.post("tools/call", tool("test_trigger_resource_update"))
            hears(stream, TOOLS, UPDATED)
            server.kill()
        heard = lose_and_come_back(address, stream)
        # All that may have changed is told, and nothing else.
        lists = {f"notifications/{name}/list_changed" for name in ("tools", "prompts", "resources")}
        assert {message["method"] for message in heard} <= lists | {UPDATED}


@pytest.mark.parametrize("era", ["stateless", "legacy"])
def test_a_websocket(era):
    address = free_address()
    with Bridge(address) as bridge, websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:
        stream = (json.loads(socket.recv(timeout=PATIENCE)) for _ in iter(int, 1))

        def ask(method: str, params: dict, id: str) -> dict:
            socket.send(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))
            return next(stream)

        with serving(address) as server:
            if era == "legacy":
                assert ask("initialize", handshake("2025-11-25"), "i")["result"]
                socket.send(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}))
                assert ask("resources/subscribe", {"uri": WATCHED}, "s")["result"] == {}
            else:
                wanted = {"toolsListChanged": True, "resourceSubscriptions": [WATCHED]}
                assert ask("subscriptions/listen", stateless({"notifications": wanted}), "l")["method"] == ACKNOWLEDGED
            server.kill()
        heard = lose_and_come_back(address, stream)
        assert all("id" not in message and message["method"] != ACKNOWLEDGED for message in heard)


def test_a_subscription_over_http():
    address = free_address()
    with Bridge(address) as bridge:
        with serving(address) as server:
            wanted = {"toolsListChanged": True, "resourceSubscriptions": [WATCHED]}
            message = {"jsonrpc": "2.0", "id": "l", "method": "subscriptions/listen"}
            posted = {**message, "params": stateless({"notifications": wanted})}
            stream = messages(HTTPClient(bridge.address).open_post(posted))
            acknowledgement = next(stream)
            assert acknowledgement["method"] == ACKNOWLEDGED
            assert acknowledgement["params"]["notifications"] == wanted
            server.kill()
        heard = lose_and_come_back(address, stream)
        assert {message["method"] for message in heard} == {TOOLS, UPDATED}
        # It ends with the bridge, as any.
        bridge.terminate()
        ending = [message for message in stream if "id" in message]
        assert [message["id"] for message in ending] == ["l"] and ending[0]["result"]["resultType"] == "complete"
        assert bridge.wait() == 0


def test_a_subscription_that_the_next_server_does_not_take_ends_with_its_error():
    address = free_address()
    with Bridge(address) as bridge:
        with serving(address) as server:
            message = {"jsonrpc": "2.0", "id": "l", "method": "subscriptions/listen"}
            posted = {**message, "params": stateless({"notifications": {"toolsListChanged": True}})}
            stream = messages(HTTPClient(bridge.address).open_post(posted))
            assert next(stream)["method"] == ACKNOWLEDGED
            server.kill()
        with Server(None, "--limits-subscriptions", "0", program=FIXTURE, listen=address):
            answer = next(stream)
            assert answer["id"] == "l" and answer["error"]["data"] == {"reason": "overloaded"}
            assert next(stream, None) is None
