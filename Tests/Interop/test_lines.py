"""`--tcp` and `--unix`: the framing of stdio on sockets, of `serve` and of `bridge`."""

import json
import os
import socket
from collections.abc import Iterator

import pytest

from payloads import handshake, stateless, tool
from rialto_process import Bridge, descriptors, run
from socket_client import SocketClient


@pytest.fixture(params=["tcp", "unix"])
def kind(request) -> str:
    return request.param


@pytest.fixture(params=["serve", "bridge"])
def start(request, serve, tmp_path) -> Iterator:
    """Starts a server that listens for lines, by itself or behind a bridge."""
    bridges = []

    def start(*flags: str):
        listen = ["--tcp", "127.0.0.1:0", "--unix", str(tmp_path / "lines")]
        if request.param == "serve":
            # Files have to fit into messages.
            return serve(*listen, *flags, "--workspace-max-file-bytes", "1KiB")
        bridges.append(Bridge(serve().address, *listen, *flags))
        return bridges[-1].__enter__()

    yield start
    for bridge in bridges:
        bridge.__exit__(None, None, None)


@pytest.fixture
def lines(start, kind) -> Iterator[SocketClient]:
    client = SocketClient(start(), kind)
    yield client
    client.close()


def test_a_connection_has_its_own_session(start, kind):
    server = start()
    one, other = SocketClient(server, kind), SocketClient(server, kind)
    assert one.ask("initialize", handshake("2025-06-18"))["result"]["protocolVersion"] == "2025-06-18"
    assert "structuredContent" in one.ask("tools/call", tool("echo", text="x"))["result"]
    assert other.ask("tools/list")["error"]["code"] == -32602
    answer = other.ask("tools/call", stateless(tool("echo", text="grüße")))
    assert answer["result"]["structuredContent"] == {"text": "grüße"}
    one.close()
    other.close()


def test_progress_and_cancellation(lines):
    lines.send("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"), id="w")
    assert [lines.receive().get("method") for _ in range(11)] == ["notifications/progress"] * 10 + [None]
    lines.send("tools/call", stateless(tool("wait", milliseconds=3_600_000)), id=7)
    lines.socket.sendall(b'{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}\n')
    assert lines.ask("ping", id=7)["result"] == {}


def test_what_is_pending_is_answered_after_the_last_line(lines):
    lines.send("tools/call", stateless(tool("wait", milliseconds=100)), id=1)
    lines.socket.shutdown(socket.SHUT_WR)
    assert lines.receive()["id"] == 1
    assert lines.receive() is None


def test_a_malformed_line_is_answered_and_passed_over(lines):
    lines.socket.sendall(b"{]\n\n")
    assert lines.receive()["error"]["code"] == -32700
    assert lines.ask("ping")["result"] == {}


def test_what_a_web_page_can_send_is_not_served(lines):
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "ping"})
    lines.socket.sendall(f"POST / HTTP/1.1\r\nContent-Length: {len(body) + 1}\r\n\r\n{body}\n".encode())
    assert lines.receive() is None


def test_a_line_that_is_too_long_is_refused(start, kind):
    lines = SocketClient(start("--lines-max-line-bytes", "64KiB"), kind)
    assert lines.ask("ping")["result"] == {}
    lines.send("ping", {"x": "y" * 100_000})
    assert lines.receive()["error"]["code"] == -32600
    assert lines.ask("ping")["result"] == {}
    lines.close()


def test_connections_are_bounded_and_given_back(start, kind):
    server = start("--lines-max-connections", "3")
    for _ in range(3):
        clients = [SocketClient(server, kind) for _ in range(3)]
        assert all(client.ask("ping")["result"] == {} for client in clients)
        extra = SocketClient(server, kind)
        assert extra.receive() is None
        for client in [*clients, extra]:
            client.socket.shutdown(socket.SHUT_WR)
            assert client.receive() is None
            client.close()


def test_descriptors_are_given_back(start, kind):
    server = start()

    def round() -> int:
        client = SocketClient(server, kind)
        assert client.ask("ping")["result"] == {}
        client.close()
        last = SocketClient(server, kind)
        last.ask("ping")
        count = descriptors(server.process_id)
        last.close()
        return count

    round()
    before = min(round() for _ in range(3))
    assert min(round() for _ in range(100)) <= before


def test_a_client_that_reads_nothing_does_not_hold_others_or_the_end(start, kind):
    server = start("--drain-timeout", "1s")
    deaf, other = SocketClient(server, kind), SocketClient(server, kind)
    deaf.socket.setblocking(False)
    params = stateless(tool("echo", text="x" * 50_000))
    line = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params})
    try:
        while True:
            deaf.socket.send(line.encode() + b"\n")
    except BlockingIOError:
        pass
    assert other.ask("ping")["result"] == {}
    server.terminate()
    assert server.wait() == 0
    deaf.close()
    other.close()


def test_draining_ends_a_subscription_with_its_result(start, kind):
    server = start()
    lines = SocketClient(server, kind)
    lines.send("subscriptions/listen", stateless({"notifications": {}}), id="s")
    assert "method" in lines.receive()
    server.terminate()
    closing = lines.receive()
    assert closing["id"] == "s" and closing["result"]["resultType"] == "complete"
    assert lines.receive() is None and server.wait() == 0
    lines.close()


def test_the_file_of_a_dead_server_is_replaced_and_a_live_one_is_not(serve, tmp_path):
    path = str(tmp_path / "lines")
    first = serve("--unix", path)
    first.address_for("unix")
    ended = run("serve", "--grpc", "127.0.0.1:0", "--unix", path)
    assert ended.returncode == 1 and path in ended.stderr
    first.kill()
    assert os.path.exists(path)
    second = serve("--unix", path)
    client = SocketClient(second, "unix")
    assert client.ask("ping")["result"] == {}
    client.close()
    second.terminate()
    assert second.wait() == 0 and not os.path.exists(path)
    (tmp_path / "file").write_text("mine")
    assert run("serve", "--grpc", "127.0.0.1:0", "--unix", str(tmp_path / "file")).returncode == 1
    assert (tmp_path / "file").read_text() == "mine"
