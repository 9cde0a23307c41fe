"""`rialto probe` over HTTP and WebSocket; over gRPC it is tested with the health service."""

import socket
import threading

import pytest

from rialto_process import Bridge, run


@pytest.fixture
def address(serve) -> str:
    return serve("--http", "127.0.0.1:0").address_for("http")


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_a_server_that_is_ready_is_said_to_be(address, scheme):
    ended = run("probe", f"{scheme}://{address}")
    assert (ended.returncode, ended.stdout) == (0, "SERVING\n"), ended.stderr


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_a_bridge_is_ready_when_the_server_behind_it_is(server, scheme):
    with Bridge(server.address) as bridge:
        assert run("probe", f"{scheme}://{bridge.address}").returncode == 0
        server.kill()
        ended = run("probe", f"{scheme}://{bridge.address}")
        reason = "does not answer" if scheme == "http" else "cannot be reached"
        assert ended.returncode == 1 and "NOT_SERVING" in ended.stderr and reason in ended.stderr


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_nobody_there_is_unreachable(scheme):
    ended = run("probe", f"{scheme}://127.0.0.1:1")
    assert ended.returncode == 1 and "UNREACHABLE" in ended.stderr and "127.0.0.1:1" in ended.stderr


@pytest.mark.parametrize("scheme", ["http", "ws"])
def test_one_that_says_nothing_is_given_up(scheme):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        ended = run("probe", f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", "--timeout", "200ms")
    assert ended.returncode == 1 and "in time" in ended.stderr


@pytest.mark.parametrize("scheme", ["http", "ws"])
@pytest.mark.parametrize("said", [b"hello\r\n\r\n", b"HTTP/1.1 404 Not Found\r\n\r\nno", b"\0" * 10_000, b""])
def test_what_is_no_such_server_is_not_serving(scheme, said):
    with socket.create_server(("127.0.0.1", 0)) as server:

        def answer() -> None:
            connection, _ = server.accept()
            with connection:
                connection.recv(65536)
                connection.sendall(said)

        thread = threading.Thread(target=answer)
        thread.start()
        ended = run("probe", f"{scheme}://127.0.0.1:{server.getsockname()[1]}")
        thread.join()
    assert ended.returncode == 1 and ended.stdout == "" and ended.stderr


@pytest.mark.parametrize("url", ["https://127.0.0.1:1", "http://127.0.0.1", "ftp://x:1", "127.0.0.1:1"])
def test_other_places_are_refused(url):
    ended = run("probe", url)
    assert ended.returncode == 64 and "ws://HOST:PORT" in ended.stderr
