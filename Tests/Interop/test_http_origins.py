"""Web pages that speak to the real program: whose requests are let in, and who may read the answers (CORS)."""

import pytest

from raw_http import RawHTTP, call, get

HTTP = ("--http", "127.0.0.1:0")
PAGE = "https://app.example"
CORS = (*HTTP, "--http-allowed-origins", PAGE, "--http-cors")


@pytest.mark.parametrize(
    "host, origin, status",
    [
        ("localhost", None, 200), ("127.0.0.1:8080", "http://localhost:3000", 200), ("mcp.example:443", None, 200),
        ("MCP.EXAMPLE", "https://app.example", 200), ("[::1]:1", "http://[::1]", 200),
        ("evil.example", None, 403), ("mcp.example.evil.example", None, 403),
        ("localhost", "https://evil.example", 403), ("localhost", "null", 403),
        ("localhost", "http://app.example", 403), ("localhost", "https://app.example:8", 403),
        ("localhost", "https://app.example.evil.example", 403), ("localhost", "https://localhost@evil.example", 403),
        ("localhost", "https://evil.example:80.localhost", 403),
    ],
)  # fmt: skip
def test_hosts_and_origins(serve, host, origin, status):
    address = serve(*HTTP, "--http-allowed-hosts", "mcp.example", "--http-allowed-origins", PAGE).http_address
    fields = () if origin is None else (f"Origin: {origin}",)
    with RawHTTP(address) as client:
        assert client.ask(call("echo", text="x", host=host, fields=fields)).status == status
        assert client.ask(get("/", *fields, host=host)).status == status
        handshake = ("Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13")
        key = "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=="
        client.send(get("/ws", *handshake, key, *fields, host=host))
        assert client.head()[0] == (101 if status == 200 else 403)


PREFLIGHT = (
    f"Origin: {PAGE}",
    "Access-Control-Request-Method: POST",
    "Access-Control-Request-Headers: content-type,mcp-method,mcp-name,mcp-param-region,mcp-protocol-version,"
    "mcp-session-id,last-event-id,authorization,x-stranger",
)


def test_a_page_that_was_named_may_send_and_read(serve):
    with RawHTTP(serve(*CORS).http_address) as browser:
        allowed = browser.ask(get("/mcp", *PREFLIGHT).replace("GET", "OPTIONS", 1))
        assert allowed.status == 204
        assert allowed.headers["access-control-allow-origin"] == PAGE
        assert {"GET", "POST", "DELETE"} == set(allowed.headers["access-control-allow-methods"].split(", "))
        asked = PREFLIGHT[2].partition(": ")[2].split(",")
        assert allowed.headers["access-control-allow-headers"].split(", ") == asked[:-1]
        # At once, as a stream that has progress, and as an error.
        plain = browser.ask(call("echo", text="x", fields=(f"Origin: {PAGE}",)))
        stream = browser.ask(call("wait", milliseconds=10, progress="p", fields=(f"Origin: {PAGE}",)))
        wrong = browser.ask(get("/nowhere", f"Origin: {PAGE}"))
        assert [answer.status for answer in (plain, stream, wrong)] == [200, 200, 404]
        assert stream.headers["content-type"] == "text/event-stream"
        for answer in (plain, stream, wrong):
            assert answer.headers["access-control-allow-origin"] == PAGE
            assert "Mcp-Session-Id" in answer.headers["access-control-expose-headers"]
            assert answer.headers["vary"] == "Origin"


@pytest.mark.parametrize("flags", [HTTP, (*HTTP, "--http-allowed-origins", PAGE)])
def test_without_the_setting_no_page_may_read(serve, flags):
    with RawHTTP(serve(*flags).http_address) as browser:
        for data in (get("/mcp", *PREFLIGHT).replace("GET", "OPTIONS", 1), get("/", f"Origin: {PAGE}")):
            assert not any(name.startswith("access-control") for name in browser.ask(data).headers)
