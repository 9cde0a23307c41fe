"""TLS and mutual TLS, between the program and clients of PyPI `grpcio`, and between the program and itself."""

import json

import grpc
import pytest

import sdk_session
from certificates import openssl
from http_posts import HTTPClient
from http_sessions import Session
from line_client import LineClient
from payloads import stateless, tool
from rialto_process import Bridge, run

ECHO = stateless(tool("echo", text="x"))


@pytest.fixture
def server(serve, tls):
    return serve(*tls.server.flags("grpc"))


@pytest.fixture
def strict_server(serve, tls):
    return serve(*tls.server.flags("grpc"), "--grpc-tls-client-ca", str(tls.authority))


def credentials(authority, identity=None) -> grpc.ChannelCredentials:
    if identity is None:
        return grpc.ssl_channel_credentials(authority.read_bytes())
    return grpc.ssl_channel_credentials(
        authority.read_bytes(), identity.key.read_bytes(), identity.certificate.read_bytes()
    )


def connected(authority, *more: str) -> list[str]:
    """Flags with which the program is a client."""
    return ["--connect-tls", "--connect-tls-ca", str(authority), *more]


def refuses(client) -> bool:
    with pytest.raises(grpc.RpcError) as failure:
        client.execute("ping")
    return failure.value.code() == grpc.StatusCode.UNAVAILABLE


def test_a_client_that_trusts_the_server_is_served(server, connect, tls):
    assert "with TLS" in server.log
    client = connect(server, credentials=credentials(tls.authority))
    assert client.execute("tools/call", ECHO).result["structuredContent"] == {"text": "x"}
    with client.exchange() as stream:
        assert stream.ask("tools/call", ECHO, id=7).id == 7


def test_whom_the_client_does_not_trust_it_does_not_talk_to(server, connect, tls):
    assert refuses(connect(server, credentials=credentials(tls.stranger)))


def test_plain_text_is_not_spoken(server, connect):
    assert refuses(connect(server))


def test_with_mutual_tls_only_clients_with_a_certificate_are_served(strict_server, connect, tls):
    client = connect(strict_server, credentials=credentials(tls.authority, tls.client))
    assert client.execute("tools/call", ECHO).result["structuredContent"] == {"text": "x"}
    assert refuses(connect(strict_server, credentials=credentials(tls.authority)))
    assert refuses(connect(strict_server, credentials=credentials(tls.authority, tls.intruder)))


def test_the_programs_own_clients_speak_tls(server, tls):
    flags = ["--connect", server.address, *connected(tls.authority)]
    assert run("probe", *flags).returncode == 0
    ended = run("call", "tools/call", json.dumps(tool("echo", text="x")), *flags)
    assert ended.returncode == 0 and json.loads(ended.stdout)["structuredContent"] == {"text": "x"}


def test_the_programs_own_clients_have_a_certificate(strict_server, tls):
    flags = ["--connect", strict_server.address, *connected(tls.authority)]
    assert run("probe", *flags, *tls.client.flags("connect")).returncode == 0
    assert run("probe", *flags).returncode == 1
    assert run("probe", *flags, *tls.intruder.flags("connect")).returncode == 1


def test_the_programs_own_clients_check_the_server(server, tls):
    def probe(*flags: str) -> int:
        return run("probe", "--connect", server.address, *flags).returncode

    assert probe(*connected(tls.authority, "--connect-tls-server-name", "server.test")) == 0
    assert probe(*connected(tls.authority, "--connect-tls-server-name", "other.test")) == 1
    assert probe(*connected(tls.stranger)) == 1
    assert probe("--connect-tls") == 1, "the system's authorities do not know it"
    assert probe() == 1


def test_the_bridge_speaks_mutual_tls(strict_server, workspace, tls):
    flags = ["--connect", strict_server.address, *connected(tls.authority), *tls.client.flags("connect")]
    sdk_session.check("auto", "2026-07-28", workspace, *flags)
    with LineClient("--connect", strict_server.address, *connected(tls.authority)) as stranger:
        assert "error" in stranger.ask("ping")


@pytest.mark.parametrize("command", ["serve", "probe"])
def test_files_that_cannot_be_used_are_said_so_at_the_start(command, tls):
    group, server, client = ("grpc", tls.server, tls.client) if command == "serve" else ("connect", tls.client, tls.server)
    ca = "--grpc-tls-client-ca" if command == "serve" else "--connect-tls-ca"
    start = [command, "--grpc", "127.0.0.1:0"] if command == "serve" else [command, "--connect-tls"]
    cut = tls.folder / "cut.pem"
    cut.write_text(tls.authority.read_text()[:200])
    locked = tls.folder / "locked.key"
    openssl("pkcs8", "-topk8", "-in", str(server.key), "-passout", "pass:secret", "-out", str(locked))
    certificate, key = server.flags(group)[:2], server.flags(group)[2:]
    cases = [
        (certificate, f"{group}.tls-key"),
        (key, f"{group}.tls-certificate"),
        ([certificate[0], str(tls.folder / "missing"), *key], "missing"),
        ([certificate[0], str(tls.folder), *key], "cannot be read"),
        ([certificate[0], str(server.key), *key], "no certificate"),
        ([*certificate, key[0], str(server.certificate)], "no private key"),
        ([*certificate, key[0], str(client.key)], "belong together"),
        ([*certificate, key[0], str(locked)], "encrypted"),
        ([*certificate, *key, ca, str(cut)], "damaged"),
        ([*certificate, *key, ca, str(tls.folder / "missing")], "missing"),
    ]
    for flags, fault in cases:
        ended = run(*start, *flags)
        assert ended.returncode == 78 and fault in ended.stderr, (flags, ended.stderr)
        assert "PRIVATE KEY" not in ended.stderr and ended.stdout == ""


def test_a_client_that_is_given_an_authority_does_not_fall_back_to_plain_text(serve, tls):
    plain = serve()
    assert run("probe", "--connect", plain.address).returncode == 0
    assert run("probe", "--connect", plain.address, *connected(tls.authority)).returncode == 1
    ended = run("probe", "--connect", plain.address, "--connect-tls-ca", str(tls.authority))
    assert ended.returncode == 78 and "connect.tls" in ended.stderr


def test_the_bridge_on_the_network_speaks_mutual_tls(strict_server, tls):
    trusted = connected(tls.authority, "--connect-tls-server-name", "server.test")
    with Bridge(strict_server.address, *trusted, *tls.client.flags("connect")) as bridge:
        http = HTTPClient(bridge.address)
        assert http.get("/readyz").status == 200
        assert http.ask("tools/call", tool("echo", text="x")).message["result"]["structuredContent"] == {"text": "x"}
        session = Session(http)
        assert session.post("tools/call", tool("echo", text="y")).message["result"]["structuredContent"] == {"text": "y"}
    for flags in [trusted, connected(tls.authority, *tls.intruder.flags("connect")), []]:
        with Bridge(strict_server.address, *flags) as stranger:
            http = HTTPClient(stranger.address)
            assert http.get("/readyz").status == 503
            assert http.ask("tools/list").message["error"]["data"] == {"grpcStatus": 14}


def test_the_bridge_on_the_network_trusts_only_its_server(server, tls):
    for flags, status in [
        (connected(tls.authority), 200),
        (connected(tls.stranger), 503),
        (connected(tls.authority, "--connect-tls-server-name", "other.test"), 503),
    ]:
        with Bridge(server.address, *flags) as bridge:
            assert HTTPClient(bridge.address).get("/readyz").status == status
