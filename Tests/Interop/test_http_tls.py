"""TLS, mutual TLS and Unix sockets for HTTP and WebSocket, with the real program."""

import socket
import ssl
import stat

import pytest

from raw_http import RawHTTP, call, get
from raw_websocket import CLOSE, Frame, RawWebSocket
from rialto_process import run

HTTP = ("--http", "127.0.0.1:0")


def speaking_tls(tls, identity=None, version=None, protocols=()):
    """Wraps a connection in TLS."""
    context = ssl.create_default_context(cafile=tls.authority)
    if identity is not None:
        context.load_cert_chain(identity.certificate, identity.key)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if protocols:
        context.set_alpn_protocols(list(protocols))
    return lambda plain: context.wrap_socket(plain, server_hostname="server.test")


def echoes(client: RawHTTP) -> bool:
    return client.ask(call("echo", text="x")).json["result"]["structuredContent"] == {"text": "x"}


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
def test_http_and_websocket_over_tls(serve, tls, version):
    address = serve(*HTTP, *tls.server.flags("http")).http_address
    with RawHTTP(address, speaking_tls(tls, version=version, protocols=["h2", "http/1.1"])) as client:
        assert client.socket.selected_alpn_protocol() == "http/1.1"
        assert echoes(client) and echoes(client)
    with RawWebSocket(address, wrap=speaking_tls(tls, version=version)) as client:
        client.send(Frame(CLOSE, b"\x03\xe8"))
        assert client.frame().code == 1000


def test_plain_text_to_a_port_of_tls_is_no_request(serve, tls):
    address = serve(*HTTP, *tls.server.flags("http")).http_address
    with RawHTTP(address) as client:
        assert not client.send(get("/livez")).rest().startswith(b"HTTP")
    with RawHTTP(address, speaking_tls(tls)) as client:
        assert echoes(client)


def test_only_clients_of_the_authority_are_let_in(serve, tls):
    server = serve(*HTTP, *tls.server.flags("http"), "--http-tls-client-ca", str(tls.authority))
    with RawHTTP(server.http_address, speaking_tls(tls, tls.client)) as client:
        assert echoes(client)
    for identity in (None, tls.intruder):
        # In TLS 1.3 a client only learns of it when it reads.
        with pytest.raises((ssl.SSLError, ConnectionError)):
            with RawHTTP(server.http_address, speaking_tls(tls, identity)) as client:
                client.send(get("/livez"))
                assert client.socket.recv(1) != b""
                raise AssertionError("somebody was let in")


def test_a_handshake_that_never_comes_ends(serve, tls):
    address = serve(*HTTP, *tls.server.flags("http"), "--http-header-timeout", "300ms").http_address
    with RawHTTP(address) as silent, RawHTTP(address) as cut:
        cut.send(b"\x16\x03\x01\x02\x00\x01")
        assert silent.rest() == b""
        cut.rest()
    with RawHTTP(address, speaking_tls(tls)) as client:
        assert echoes(client)


@pytest.mark.parametrize(
    "flags, sentence",
    [
        (["--http-tls-certificate", "x.pem"], "http.tls-certificate needs http.tls-key"),
        (["--http-tls-key", "x.pem"], "http.tls-key needs http.tls-certificate"),
        (["--http-tls-client-ca", "x.pem"], "http.tls-client-ca needs http.tls-certificate and http.tls-key"),
        (["--http-tls-certificate", "no.pem", "--http-tls-key", "no.pem"], "of http.tls-certificate cannot be read"),
    ],
)
def test_files_that_cannot_be_used_are_told(workspace, flags, sentence):
    ended = run("serve", "--grpc", "127.0.0.1:0", "--workspace", str(workspace), *HTTP, *flags)
    assert ended.returncode != 0
    assert sentence in ended.stderr


def test_a_unix_socket(serve, tmp_path):
    path = tmp_path / "http.socket"
    server = serve("--http", f"unix:{path}")
    assert server.http_address == f"unix:{path}"
    assert stat.S_ISSOCK(path.stat().st_mode)
    with RawHTTP(server.http_address) as client:
        assert echoes(client)
    with RawWebSocket(server.http_address) as client:
        client.send(Frame(CLOSE, b"\x03\xe8"))
        assert client.frame().code == 1000
    server.terminate()
    assert server.wait() == 0
    assert not path.exists()


def test_a_unix_socket_that_was_left_behind_is_taken_over_and_one_in_use_is_not(serve, workspace, tmp_path):
    path = tmp_path / "http.socket"
    with socket.socket(socket.AF_UNIX) as abandoned:
        abandoned.bind(str(path))
    server = serve("--http", f"unix:{path}")
    with RawHTTP(server.http_address) as client:
        assert echoes(client)
        second = run("serve", "--grpc", "127.0.0.1:0", "--workspace", str(workspace), "--http", f"unix:{path}")
        assert second.returncode != 0 and "another server listens" in second.stderr
        assert echoes(client)
