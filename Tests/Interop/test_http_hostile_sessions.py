"""Legacy sessions over HTTP in the hands of somebody who wants the server's memory, or its time."""

import json
import os
import signal

import pytest

from raw_http import RawHTTP, call, get, post
from raw_websocket import PING, Frame, RawWebSocket
from rialto_process import Bridge, Server, resident_bytes, sockets

# Room for the allocator's moods, and for sessions without events.
GROWTH_BYTES = 12 << 20


@pytest.fixture
def listen(serve):
    """Starts a server with these flags."""
    return lambda *flags: serve("--http", "127.0.0.1:0", "--http-max-connections-per-address", "2000", *flags)


def message(method: str, id: int | None = 1, **params) -> str:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params} | ({} if id is None else {"id": id}))


def initialize() -> bytes:
    client = {"name": "hostile", "version": "1"}
    return post(message("initialize", protocolVersion="2025-11-25", capabilities={}, clientInfo=client))


def open_session(client: RawHTTP) -> str:
    return client.ask(initialize()).headers["mcp-session-id"]


def of(session: str) -> str:
    return f"Mcp-Session-Id: {session}"


def is_well(server: Server) -> None:
    """Somebody else is served, with and without a session."""
    with RawHTTP(server.http_address) as client:
        assert client.ask(call("echo", text="well")).json["result"]["structuredContent"] == {"text": "well"}
        session = open_session(client)
        assert client.ask(post(message("ping"), of(session))).json["result"] == {}


def listening(server: Server, session: str, *fields: str) -> tuple[RawHTTP, int]:
    """A GET stream that was asked for, and the status of the answer."""
    client = RawHTTP(server.http_address)
    client.send(get("/mcp", "Accept: text/event-stream", of(session), *fields))
    return client, client.head()[0]


def taken_up(server: Server, session: str, event: str) -> int:
    client, status = listening(server, session, f"Last-Event-ID: {event}")
    client.close()
    return status


def test_full_event_logs_of_many_sessions(listen):
    server = listen("--http-total-stored-event-bytes", "8MiB")
    is_well(server)
    held = resident_bytes(server.process_id)
    # Each of ten messages about the progress says the token again.
    loud = message("tools/call", 2, name="wait", arguments={"milliseconds": 0}, _meta={"progressToken": "x" * 25_000})
    firsts = []
    with RawHTTP(server.http_address) as client:
        for _ in range(200):
            session = open_session(client)
            answer = client.ask(post(loud, of(session)))
            events = [line[4:].decode() for line in answer.body.splitlines() if line.startswith(b"id: ")]
            assert len(events) == 12
            # The first of the log is over what the session may keep, the last is not.
            firsts.append((session, events[-1]))
    assert resident_bytes(server.process_id) < held + (8 << 20) + GROWTH_BYTES
    assert taken_up(server, *firsts[0]) == 400
    assert taken_up(server, *firsts[-1]) == 200
    is_well(server)


def test_streams_that_are_opened_and_dropped(listen):
    server = listen("--http-stored-event-bytes", "64KiB")
    with RawHTTP(server.http_address) as client:
        session = open_session(client)
    for _ in range(500):
        client, status = listening(server, session)
        assert status == 200
        client.close()
    # Each left an event of 40 bytes, and what belongs to it.
    assert [taken_up(server, session, f"{number}-1") for number in (501, 450, 300, 2)] == [200, 200, 400, 400]
    is_well(server)


@pytest.mark.parametrize("event", ["", "-", "2-0", "0-1", "2-2", "-2-1", "2-1-1", f"{2**63}-1", f"2-{2**63 - 1}"])
def test_events_that_never_were(listen, event):
    server = listen()
    with RawHTTP(server.http_address) as client:
        session = open_session(client)
    stream, status = listening(server, session)
    assert status == 200
    assert taken_up(server, session, event) == 400
    assert taken_up(server, session, "2-1") == 200
    stream.close()
    is_well(server)


def test_messages_for_a_server_that_has_stopped(serve):
    server = serve()
    with Bridge(server.address, "--http-max-message-bytes", "64KiB") as bridge, RawHTTP(bridge.address) as client:
        sessions = [open_session(client) for _ in range(20)]
        held = resident_bytes(bridge.process_id)
        os.kill(server.process_id, signal.SIGSTOP)
        try:
            for session in sessions:
                note = post(message("notifications/x", None, text="x" * 60_000), of(session))
                # What the connection between the two holds comes first.
                while (status := client.ask(note).status) == 202:
                    assert resident_bytes(bridge.process_id) < held + GROWTH_BYTES
                assert status == 503
        finally:
            os.kill(server.process_id, signal.SIGCONT)
        for session in sessions:
            while (answer := client.ask(post(message("ping"), of(session)))).status == 503:
                pass
            assert answer.json["result"] == {}


def test_more_sessions_than_there_may_be(listen):
    server = listen("--limits-sessions", "200")
    with RawHTTP(server.http_address) as client:

        def open_sessions(count: int) -> list[str]:
            return [open_session(client) for _ in range(count)]

        first = open_sessions(1_000)[0]
        held = resident_bytes(server.process_id)
        last = open_sessions(2_000)[-1]
        assert resident_bytes(server.process_id) < held + GROWTH_BYTES
        assert client.ask(post(message("ping"), of(first))).status == 404
        assert client.ask(post(message("ping"), of(last))).status == 200
    is_well(server)


def test_streams_of_2024_that_say_nothing(listen):
    server = listen("--http-sse", "--limits-sessions", "300")
    is_well(server)
    before = sockets(server.process_id)
    for how in ["close", "reset"]:
        streams = [RawHTTP(server.http_address).send(get("/sse", "Accept: text/event-stream")) for _ in range(300)]
        # They are in use, so none makes room for another; one of the sessions before may still have been there.
        assert {stream.head()[0] for stream in streams} <= {200, 503}
        with RawHTTP(server.http_address) as client:
            assert client.ask(initialize()).status == 503
            assert client.ask(call("echo", text="x")).status == 200
        for stream in streams:
            getattr(stream, how)()
        while sockets(server.process_id) > before:
            pass
        is_well(server)


def test_pings_whose_pongs_nobody_reads(listen):
    server = listen("--http-websocket-ping-interval", "300ms")
    is_well(server)
    held = resident_bytes(server.process_id)
    with RawWebSocket(server.http_address) as deaf:
        pings = Frame(PING, b"x" * 125).masked() * 1_000
        with pytest.raises(OSError):
            while True:
                deaf.http.send(pings)
    assert resident_bytes(server.process_id) < held + GROWTH_BYTES
    is_well(server)
