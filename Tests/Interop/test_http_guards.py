"""The guard rails of the HTTP listener of the real program: whoever is slow, greedy, or ambiguous."""

import json

import pytest

from payloads import stateless, tool
from raw_http import RawHTTP, call, get, post
from raw_websocket import BINARY, CLOSE, TEXT, Frame, RawWebSocket

HTTP = ("--http", "127.0.0.1:0")
# Messages of 64 KiB, and files that fit into them.
SMALL = ("--http-max-message-bytes", "64KiB", "--workspace-max-file-bytes", "1KiB")
START = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


@pytest.fixture
def listen(serve):
    """Starts a server with these flags; returns its address."""
    return lambda *flags: serve(*HTTP, *flags).http_address


def is_ended(client: RawHTTP) -> bool:
    """Whether the connection ends without another byte."""
    return client.rest() == b""


def is_well(address: str) -> None:
    """The server serves somebody else."""
    with RawHTTP(address) as client:
        assert client.ask(call("echo", text="well")).json["result"]["structuredContent"] == {"text": "well"}


def refuses(address: str, data: bytes | str, status: int) -> None:
    """The answer has this status, and the connection ends with it."""
    with RawHTTP(address) as client:
        answer = client.ask(data)
        assert (answer.status, answer.closes) == (status, True)
        assert is_ended(client)
    is_well(address)


# Slow clients


@pytest.mark.parametrize("start", ["P", START, START + "X: y\r\n"])
def test_a_slow_header_gets_408(listen, start):
    refuses(listen("--http-header-timeout", "300ms"), start, 408)


@pytest.mark.parametrize(
    "rest", ["Content-Length: 9\r\n\r\n", "Content-Length: 9\r\n\r\n{", "Transfer-Encoding: chunked\r\n\r\n5\r\n{"]
)
def test_a_slow_body_gets_408(listen, rest):
    refuses(listen("--http-body-timeout", "300ms"), START + rest, 408)


def test_a_silent_connection_ends_without_a_word(listen):
    address = listen("--http-header-timeout", "300ms", "--http-idle-timeout", "300ms")
    with RawHTTP(address) as fresh, RawHTTP(address) as used:
        used.ask(get("/livez"))
        assert is_ended(fresh)
        assert is_ended(used)
    is_well(address)


def test_who_does_not_read_is_cut_off_and_harms_nobody(listen):
    address = listen("--http-write-timeout", "300ms", "--http-linger-timeout", "300ms")
    text = "x" * 1_000_000
    with RawHTTP(address, receive_buffer=8192) as deaf:
        request = call("echo", text=text)
        try:
            while True:
                deaf.send(request)
        except OSError:
            pass  # The server takes no more, and then ends the connection.
    is_well(address)
    with RawWebSocket(address) as deaf:
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": stateless(tool("echo", text=text))}
        frame = Frame(TEXT, json.dumps(message).encode())
        with pytest.raises(OSError):
            while True:
                deaf.send(frame)
    is_well(address)


# Clients that go away


def test_a_client_that_only_closed_its_half_gets_what_is_ready(listen):
    address = listen()
    with RawHTTP(address) as client:
        client.send(call("echo", text="x"))
        client.finish_sending()
        assert client.response().status == 200
        assert is_ended(client)


@pytest.mark.parametrize("part", ["", "POST", START, START + "Content-Length: 9\r\n\r\n{"])
@pytest.mark.parametrize("how", ["finish_sending", "reset"])
def test_a_client_that_goes_in_the_middle_is_forgotten(listen, part, how):
    address = listen()
    client = RawHTTP(address).send(part)
    getattr(client, how)()
    if how == "finish_sending":
        assert is_ended(client)
        client.close()
    is_well(address)


# Sizes


@pytest.mark.parametrize(
    "request_text, status",
    [
        ("GET /" + "x" * 20_000, 414),
        (get("/" + "x" * 20_000), 414),
        (get("/livez", "X: " + "x" * 20_000), 431),
        (get("/livez", *["a: b"] * 100), 431),
        (START + "Content-Length: 4194305\r\n\r\n", 413),
        (START + "Content-Length: 4194305\r\nExpect: 100-continue\r\n\r\n", 413),
        (START + "Transfer-Encoding: chunked\r\n\r\n400001\r\n", 413),
        (START + "Transfer-Encoding: chunked\r\n\r\n1;" + "x" * 20_000, 400),
        (START + "Transfer-Encoding: chunked\r\n\r\n0\r\n" + "a: b\r\n" * 5000, 400),
    ],
    ids=["line-without-end", "line", "header", "fields", "length", "expected", "chunk", "extension", "trailers"],
)
def test_what_is_too_large_is_refused(listen, request_text, status):
    refuses(listen(), request_text, status)


def test_sizes_are_settings(listen):
    address = listen(*SMALL, "--http-max-header-bytes", "1KiB", "--http-max-header-fields", "10")
    refuses(address, post("x" * 65537), 413)
    refuses(address, get("/livez", "X: " + "x" * 1000), 431)
    refuses(address, get("/livez", *["a: b"] * 10), 431)
    with RawHTTP(address) as client:
        assert client.ask(post("x" * 65536)).status == 400
        assert client.ask(get("/livez", *["a: b"] * 9)).status == 200


@pytest.mark.parametrize(
    "frames, code",
    [
        ([Frame(TEXT, b"x" * 65537)], 1009),
        ([Frame(TEXT, b"x" * 65536, False), Frame(0, b"x")], 1009),
        ([Frame(TEXT, b"x", False)] + [Frame(0, b"x", False)] * 10, 1008),
        ([Frame(BINARY, b"{}")], 1003),
        ([Frame(TEXT, b"\xff")], 1007),
    ],
    ids=["frame", "message", "fragments", "binary", "not-text"],
)
def test_what_a_websocket_does_not_take_closes_it(listen, frames, code):
    address = listen(*SMALL, "--http-websocket-max-fragments", "10")
    with RawWebSocket(address) as socket:
        socket.send(*frames)
        closing = socket.frame()
        assert closing.opcode == CLOSE and closing.code == code, closing
    is_well(address)


def test_what_is_arriving_is_bounded_in_total(listen):
    address = listen("--http-max-held-bytes", "64KiB")
    refuses(address, START + "Content-Length: 100000\r\n\r\n" + "x" * 99_999, 503)
    with RawWebSocket(address) as socket:
        socket.send(Frame(TEXT, b"x" * 100_000, False))
        closing = socket.frame()
        assert closing.opcode == CLOSE and closing.code == 1013, closing
    is_well(address)


# Connections


def test_connections_in_total(listen):
    address = listen("--http-max-connections", "3")
    clients = [RawHTTP(address) for _ in range(3)]
    for client in clients:
        assert client.ask(get("/livez")).status == 200
    with RawHTTP(address) as one_more:
        assert is_ended(one_more)
    # One that asks to close has its place given back before it sees the end.
    assert clients[0].ask(get("/livez", "Connection: close")).closes
    assert is_ended(clients[0])
    clients[0].close()
    served = None
    while served is None:
        with RawHTTP(address) as next_one:
            try:
                served = next_one.ask(get("/livez"))
            except OSError:
                pass  # The first is still on its way out.
    assert served.status == 200
    for client in clients[1:]:
        assert client.ask(get("/livez")).status == 200
        client.close()


def test_connections_of_an_address(listen):
    address = listen("--http-max-connections-per-address", "2")
    clients = [RawHTTP(address) for _ in range(2)]
    for client in clients:
        assert client.ask(get("/livez")).status == 200
    with RawHTTP(address) as one_more, RawHTTP(address, source="127.0.0.2") as other:
        assert is_ended(one_more)
        assert other.ask(get("/livez")).status == 200
    for client in clients:
        client.close()
