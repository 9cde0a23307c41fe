"""The server behind a bridge is killed under load and comes back, or takes few calls at a time."""

import os
import signal
import socket
import threading
from concurrent.futures import ThreadPoolExecutor

from http_posts import HTTPClient
from payloads import handshake, stateless, tool
from rialto_process import PATIENCE, Bridge, Server, descriptors
from socket_client import SocketClient

CLIENTS = 16


def free_address() -> str:
    """A port that a server can come back to."""
    with socket.create_server(("127.0.0.1", 0)) as place:
        return f"127.0.0.1:{place.getsockname()[1]}"


def test_every_request_is_answered_though_the_server_is_killed(workspace):
    """What was answered with success has happened, and everything else is said to have failed, once for each id. That
    nothing is sent again is tested where calls can be counted, in RemoteSessionTests."""
    address, done, succeeded = free_address(), threading.Event(), threading.Semaphore(0)
    with Bridge(address) as bridge:

        def work(client: int) -> list[str]:
            http, made, number = HTTPClient(bridge.address), [], 0
            while not done.is_set():
                number += 1
                name = f"{client}-{number}"
                answer = http.ask("tools/call", tool("write_file", path=name, content=name), id=number)
                assert answer.status == 200 and [message["id"] for message in answer.messages] == [number], answer.text
                if "error" in answer.message:
                    error = answer.message["error"]
                    assert error["code"] == -32603 and error["data"]["grpcStatus"] in (13, 14), error
                else:
                    assert not answer.message["result"].get("isError"), answer.text
                    made.append(name)
                    succeeded.release()
            return made

        server = Server(workspace, listen=address).__enter__()
        with ThreadPoolExecutor(CLIENTS) as pool:
            working = [pool.submit(work, client) for client in range(CLIENTS)]
            try:
                for _ in range(4):
                    # It has connected again, and all clients are busy.
                    for _ in range(10 * CLIENTS):
                        assert succeeded.acquire(timeout=PATIENCE)
                    server.kill()
                    server = Server(workspace, listen=address).__enter__()
                for _ in range(CLIENTS):
                    assert succeeded.acquire(timeout=PATIENCE)
            finally:
                done.set()
            made = [name for future in working for name in future.result()]
        assert descriptors(bridge.process_id) < 60
        server.terminate()
        assert server.wait() == 0
    assert len(made) >= 41 * CLIENTS and all((workspace / name).read_text() == name for name in made)


def test_a_session_on_a_connection_goes_on_with_the_server_that_comes_back(workspace):
    address = free_address()
    with Bridge(address, "--tcp", "127.0.0.1:0") as bridge:
        with Server(workspace, "--diagnostics", listen=address) as first:
            lines = SocketClient(bridge, "tcp")
            assert lines.ask("initialize", handshake("2025-06-18"))["result"]["protocolVersion"] == "2025-06-18"
            lines.notify("notifications/initialized")
            lines.send("tools/call", tool("wait", milliseconds=3_600_000), id="w")
            assert lines.ask("ping", id="p")["id"] == "p"
            first.kill()
            lost = lines.receive()
            assert lost["id"] == "w" and lost["error"]["data"] == {"grpcStatus": 14}
        with Server(workspace, "--diagnostics", listen=address):
            while "error" in (answer := lines.ask("tools/call", tool("echo", text="x"))):
                assert answer["error"]["data"] == {"grpcStatus": 14}
            assert answer["result"]["structuredContent"] == {"text": "x"}
            lines.close()


def test_a_server_that_hangs_is_given_up(serve):
    """It is there, but answers nothing, not even a ping."""
    server = serve("--grpc-min-ping-interval", "0s")
    with Bridge(server.address, "--bridge-keepalive-time", "1s", "--bridge-keepalive-timeout", "500ms") as bridge:
        http = HTTPClient(bridge.address)
        assert "result" in http.ask("tools/list").message
        os.kill(server.process_id, signal.SIGSTOP)
        try:
            # It may still answer before all of its threads have stopped.
            while "error" not in (answer := http.ask("tools/list").message):
                pass
            error = answer["error"]
            assert error["code"] == -32603 and error["data"] == {"grpcStatus": 14}
            assert http.get("/readyz").status == 503
        finally:
            os.kill(server.process_id, signal.SIGCONT)
        while "error" in http.ask("tools/list").message:
            pass


def test_more_streams_than_a_connection_takes(serve):
    """The server takes few calls on a connection; the bridge opens as many connections as it needs."""
    server = serve("--grpc-max-concurrent-streams", "4")
    with Bridge(server.address, "--bridge-calls-per-connection", "4", "--http-event-loops", "1") as bridge:
        http = HTTPClient(bridge.address)
        listening = []
        for number in range(30):
            message = {"jsonrpc": "2.0", "id": number, "method": "subscriptions/listen"}
            response = http.open_post({**message, "params": stateless({"notifications": {}})})
            assert response.status == 200
            listening.append(response)
        assert http.ask("tools/call", tool("echo", text="x")).message["result"]["structuredContent"] == {"text": "x"}
        for response in listening:
            response.close()
