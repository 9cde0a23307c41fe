"""Many peers that mean no good, and somebody beside them who is to notice nothing: every request of his is answered,
and what the others held is given back."""

import json
import os
import socket
import ssl

import pytest

from payloads import stateless, tool
from raw_http import RawHTTP, call, get, post
from raw_websocket import PING, TEXT, Frame, RawWebSocket
from rialto_process import Server, descriptors, resident_bytes, sockets
from test_http_tls import speaking_tls

HTTP = ("--http", "127.0.0.1:0")
IMPATIENT = (
    "--http-header-timeout", "1s", "--http-body-timeout", "1s", "--http-write-timeout", "1s",
    "--http-linger-timeout", "300ms", "--http-websocket-idle-timeout", "2s",
)  # fmt: skip
START = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"


class Honest:
    """Asks on a connection of its own, which stays."""

    def __init__(self, address: str, wrap=None):
        self._client = RawHTTP(address, wrap)
        self._asked = 0

    def ask(self) -> None:
        self._asked += 1
        text = f"call {self._asked}"
        assert self._client.ask(call("echo", text=text)).json["result"]["structuredContent"] == {"text": text}


def ends(peer: socket.socket) -> bool:
    """Whether a socket that does not block has come to its end; what it was told is passed over."""
    try:
        while told := peer.recv(1 << 16):
            pass
        return not told
    except BlockingIOError:
        return False
    except OSError:
        return True


def client_hello(authority) -> bytes:
    incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
    context = ssl.create_default_context(cafile=authority)
    try:
        context.wrap_bio(incoming, outgoing, server_hostname="server.test").do_handshake()
    except ssl.SSLWantReadError:
        pass
    return outgoing.read()


@pytest.mark.parametrize("kind", ["header", "body", "chunks", "frame", "fragments", "pings", "handshake"])
def test_peers_that_trickle_end_in_time_and_keep_nobody_waiting(serve, tls, kind):
    server = serve(*HTTP, *IMPATIENT, *(tls.server.flags("http") if kind == "handshake" else []))
    honest = Honest(server.http_address, speaking_tls(tls) if kind == "handshake" else None)
    honest.ask()
    before = sockets(server.process_id)

    def peer() -> socket.socket:
        if kind in ("frame", "fragments", "pings"):
            return RawWebSocket(server.http_address).http.socket
        client = RawHTTP(server.http_address)
        if kind in ("body", "chunks"):
            framing = "Content-Length: 4000000" if kind == "body" else "Transfer-Encoding: chunked"
            client.send(f"{START}{framing}\r\n\r\n")
        return client.socket

    drops = {
        "header": START.encode() + b"X: " + b"y" * 15_000,
        "body": b" ",
        "chunks": b"1\r\n \r\n",
        "frame": Frame(TEXT, b" " * 1_000_000).masked(),
        "fragments": Frame(TEXT, b" ", False).masked() + Frame(0, b" ", False).masked() * 4000,
        "pings": Frame(PING, b"x").masked(),
        "handshake": client_hello(tls.authority),
    }[kind]
    peers = {peer(): 0 for _ in range(60)}
    for one in peers:
        one.setblocking(False)
    while peers:
        for one, place in list(peers.items()):
            try:
                peers[one] += one.send(drops[place % len(drops) :][:1])
                ended = ends(one)
            except BlockingIOError:
                ended = False
            except OSError:
                ended = True
            if ended:
                one.close()
                del peers[one]
        honest.ask()
    while sockets(server.process_id) > before:
        honest.ask()


def test_when_descriptors_run_out_those_who_are_in_are_served_and_others_once_there_is_room(workspace, connect):
    few = ("prlimit", "--nofile=64:64")
    with Server(workspace, "--diagnostics", *HTTP, "--http-header-timeout", "1h", through=few) as server:
        honest, before = Honest(server.http_address), descriptors(server.process_id)
        honest.ask()
        silent = [RawHTTP(server.http_address) for _ in range(100)]
        while not ends_without_a_word(server.http_address):
            honest.ask()
        # Some are left for files and for gRPC.
        assert descriptors(server.process_id) < 64
        (workspace / "file").write_text("there")
        assert connect(server).execute("tools/call", stateless(tool("echo", text="x"))).error is None
        for client in silent:
            client.close()
        while descriptors(server.process_id) > before + 4:
            honest.ask()
        Honest(server.http_address).ask()


def ends_without_a_word(address: str) -> bool:
    """Whether somebody who comes now is turned away."""
    with RawHTTP(address) as late:
        try:
            return late.ask(get("/livez")) is None
        except OSError:
            return True


def test_websockets_full_of_unread_answers_are_cut_off_and_their_memory_is_given_back(serve):
    server = serve(*HTTP, *IMPATIENT)
    honest = Honest(server.http_address)
    honest.ask()
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": stateless(tool("echo", text="x" * 3000))}
    flood = Frame(TEXT, json.dumps(message).encode()).masked() * 20
    deaf = {RawWebSocket(server.http_address).http.socket: 0 for _ in range(150)}
    for one in deaf:
        one.setblocking(False)
    while deaf:
        for one, place in list(deaf.items()):
            try:
                deaf[one] = (place + one.send(flood[place:])) % len(flood)
            except BlockingIOError:
                pass
            except OSError:
                one.close()
                del deaf[one]
        honest.ask()
    while resident_bytes(server.process_id) > 160 << 20:
        honest.ask()


@pytest.mark.parametrize("over_tls", [False, True])
def test_a_pipeline_that_ends_anywhere_is_answered_as_far_as_it_came(serve, tls, over_tls):
    server = serve(*HTTP, *(tls.server.flags("http") if over_tls else []))
    wrap = speaking_tls(tls) if over_tls else None
    calls = [call("echo", text="1"), post("{"), chunked(call("echo", text="2"))]
    requests = [get("/livez").encode(), *calls, get("/no").encode()]
    pipeline, statuses = b"".join(requests), [200, 200, 400, 200, 404]
    ends_at = [sum(map(len, requests[: count + 1])) for count in range(len(requests))]
    # Over TLS every handshake takes its time.
    for length in range(0, len(pipeline) + 1, 7 if over_tls else 1):
        with RawHTTP(server.http_address, wrap) as client:
            client.send(pipeline[:length])
            # Without a word of TLS, as when a process ends.
            with socket.socket(fileno=os.dup(client.socket.fileno())) as plain:
                plain.shutdown(socket.SHUT_WR)
            answers = iter(client.response, None)
            complete = sum(end <= length for end in ends_at)
            assert [answer.status for answer in answers] == statuses[:complete], length


def chunked(request: bytes) -> bytes:
    """The same request with its body in small chunks."""
    head, _, body = request.partition(b"\r\n\r\n")
    lines = [line for line in head.split(b"\r\n") if not line.startswith(b"Content-Length")]
    chunks = [body[start : start + 50] for start in range(0, len(body), 50)]
    framed = b"".join(b"%x\r\n%b\r\n" % (len(chunk), chunk) for chunk in chunks)
    return b"\r\n".join([*lines, b"Transfer-Encoding: chunked", b"", b""]) + framed + b"0\r\n\r\n"
