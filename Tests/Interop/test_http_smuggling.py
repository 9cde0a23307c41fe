"""Requests of which two readers could think differently: each is refused, and ends its connection."""

import pytest

from raw_http import RawHTTP, get, post
from rialto_process import Server

# What follows each of them, and must never be answered.
BEHIND = get("/smuggled").encode()
CHUNKED = "Transfer-Encoding: chunked"


def request(*fields: str, body: str = "0\r\n\r\n", line: str = "POST /mcp HTTP/1.1", end: str = "\r\n") -> bytes:
    return (end.join([line, "Host: localhost", *fields, "", ""]) + body).encode("latin-1")


AMBIGUOUS = {
    "length-and-chunks": request("Content-Length: 5", CHUNKED),
    "chunks-and-length": request(CHUNKED, "Content-Length: 5"),
    "chunks-and-zero-length": request(CHUNKED, "Content-Length: 0"),
    "two-lengths": request("Content-Length: 5", "Content-Length: 6"),
    "same-length-twice": request("Content-Length: 5", "Content-Length: 5"),
    "lengths-in-a-list": request("Content-Length: 5, 5"),
    "length-with-sign": request("Content-Length: +5"),
    "negative-length": request("Content-Length: -1"),
    "hexadecimal-length": request("Content-Length: 0x5"),
    "length-with-space": request("Content-Length: 5 5"),
    "length-with-underscore": request("Content-Length: 5_0"),
    "length-as-fraction": request("Content-Length: 5.0"),
    "length-with-exponent": request("Content-Length: 5e0"),
    "empty-length": request("Content-Length:"),
    "length-beyond-64-bits": request("Content-Length: 18446744073709551621"),
    "length-with-vertical-tab": request("Content-Length: \x0b5"),
    "length-in-other-digits": request("Content-Length: \xb2"),
    "chunks-twice": request(CHUNKED, CHUNKED),
    "chunks-in-a-list": request("Transfer-Encoding: chunked, chunked"),
    "chunks-and-identity": request(CHUNKED, "Transfer-Encoding: identity"),
    "chunks-then-other": request("Transfer-Encoding: chunked, gzip"),
    "other-then-chunks": request("Transfer-Encoding: gzip, chunked"),
    "unknown-coding": request("Transfer-Encoding: xchunked"),
    "quoted-coding": request('Transfer-Encoding: "chunked"'),
    "coding-with-parameter": request("Transfer-Encoding: chunked;a=b"),
    "coding-with-vertical-tab": request("Transfer-Encoding: \x0bchunked"),
    "coding-behind-null": request("Transfer-Encoding: \x00chunked"),
    "coding-on-next-line": request("Transfer-Encoding:\r\n chunked"),
    "empty-coding": request("Transfer-Encoding:"),
    "chunks-in-1.0": request(CHUNKED, line="POST /mcp HTTP/1.0"),
    "space-before-colon": request("Transfer-Encoding : chunked"),
    "tab-before-colon": request("Content-Length\t: 5"),
    "space-before-name": request(" Content-Length: 5"),
    "folded": request("X: a", "\tContent-Length: 5"),
    "return-alone": request("X: a\rContent-Length: 5"),
    "newline-alone": request("X: a\nContent-Length: 5"),
    "newlines-only": request("Content-Length: 5", end="\n"),
    "null-in-name": request("Content-Length\x00: 5"),
    "name-with-accent": request("Content-Length\xe9: 5"),
    "no-colon": request("Content-Length 5"),
    "no-name": request(": 5"),
    "host-twice": request("Host: localhost"),
    "host-twice-differently": request("host: other"),
    "host-with-user": get("/", host="user@localhost").encode(),
    "host-with-path": get("/", host="localhost/mcp").encode(),
    "no-host": b"GET / HTTP/1.1\r\n\r\n",
    "chunk-in-decimal-signs": request(CHUNKED, body="+1\r\nx\r\n0\r\n\r\n"),
    "chunk-with-prefix": request(CHUNKED, body="0x1\r\nx\r\n0\r\n\r\n"),
    "chunk-with-space": request(CHUNKED, body="1 \r\nx\r\n0\r\n\r\n".replace("1 ", " 1")),
    "chunk-without-return": request(CHUNKED, body="1\nx\r\n0\r\n\r\n"),
    "chunk-data-without-end": request(CHUNKED, body="1\r\nxx\r\n0\r\n\r\n"),
    "chunk-data-ends-with-newline": request(CHUNKED, body="1\r\nx\n0\r\n\r\n"),
    "chunk-beyond-64-bits": request(CHUNKED, body="10000000000000001\r\nx\r\n0\r\n\r\n"),
    "extension-with-newline": request(CHUNKED, body="1;a\nb\r\nx\r\n0\r\n\r\n"),
    "trailer-that-is-none": request(CHUNKED, body="0\r\nX\r\n\r\n"),
    "trailer-with-newline": request(CHUNKED, body="0\r\nX: a\n\r\n"),
    "trailer-with-length": request(CHUNKED, body="0\r\nContent-Length: 5\r\n\r\n"),
    "two-spaces": request(line="GET  / HTTP/1.1"),
    "tab-in-line": request(line="GET\t/ HTTP/1.1"),
    "space-in-target": request(line="GET /a b HTTP/1.1"),
    "no-version": request(line="GET /"),
    "version-in-lower-case": request(line="GET / http/1.1"),
    "fragment-in-target": request(line="GET /#a HTTP/1.1"),
    "user-in-target": request(line="GET http://user@localhost/ HTTP/1.1"),
    "authority-as-target": request(line="CONNECT localhost:1 HTTP/1.1"),
    "empty-lines-first": b"\r\n\r\n" + get("/").encode(),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("workspace"), "--diagnostics", "--http", "127.0.0.1:0") as server:
        yield server.http_address


@pytest.mark.parametrize("shape", AMBIGUOUS)
def test_is_refused(address, shape):
    with RawHTTP(address) as client:
        answer = client.ask(AMBIGUOUS[shape] + BEHIND)
        assert answer.status in (400, 413) and answer.closes, answer
        assert client.rest() == b"", "something behind it was taken for a request"


def test_what_is_clear_is_not(address):
    """The same connection goes on behind bodies of either kind, read to their last byte."""
    with RawHTTP(address) as client:
        for framing in ("Content-Length: 2\r\n\r\n{}", f"{CHUNKED}\r\n\r\n1;a=b\r\n{{\r\n1\r\n}}\r\n0\r\nX: y\r\n\r\n"):
            start = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
            client.send(start + framing + get("/livez"))
            assert client.response().status == 400
            assert client.response().status == 200
        assert client.ask(post("{}") + get("/livez").encode()).status == 400
        assert client.response().body == b"live\n"
