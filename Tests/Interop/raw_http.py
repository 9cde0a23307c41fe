"""HTTP/1.1 as it is on the wire: what a client by others would never send can be sent here."""

import json
import socket
import struct
from dataclasses import dataclass

from payloads import REVISION, stateless
from rialto_process import PATIENCE


@dataclass(frozen=True)
class Response:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def closes(self) -> bool:
        return self.headers.get("connection") == "close"


class RawHTTP:
    """One connection to `IPV4:PORT`, or `unix:PATH`."""

    def __init__(self, address: str, wrap=None, source: str = "127.0.0.1", receive_buffer: int | None = None):
        if address.startswith("unix:"):
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE)
            self.socket.connect(address.removeprefix("unix:"))
        else:
            host, _, port = address.rpartition(":")
            self.socket = socket.socket()
            self.socket.settimeout(PATIENCE)
            if receive_buffer is not None:
                self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive_buffer)
            self.socket.bind((source, 0))
            self.socket.connect((host, int(port)))
        if wrap is not None:
            self.socket = wrap(self.socket)
        self._received = b""

    def send(self, data: bytes | str) -> "RawHTTP":
        self.socket.sendall(data.encode() if isinstance(data, str) else data)
        return self

    def finish_sending(self) -> None:
        self.socket.shutdown(socket.SHUT_WR)

    def reset(self) -> None:
        """Ends the connection so that the other side sees a reset."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.socket.close()

    def _fill(self) -> bool:
        try:
            more = self.socket.recv(1 << 16)
        except ConnectionResetError:
            return False
        self._received += more
        return bool(more)

    def read(self, count: int) -> bytes:
        """So many bytes; fewer at the end of the connection."""
        while len(self._received) < count and self._fill():
            pass
        taken, self._received = self._received[:count], self._received[count:]
        return taken

    def line(self) -> bytes:
        while b"\n" not in self._received and self._fill():
            pass
        line, _, self._received = self._received.partition(b"\n")
        return line.rstrip(b"\r")

    def rest(self) -> bytes:
        """All that still comes, up to the end of the connection."""
        while self._fill():
            pass
        taken, self._received = self._received, b""
        return taken

    def head(self) -> tuple[int, dict[str, str]] | None:
        """The status and the fields, names in lower case; None where the connection ends instead."""
        start = self.line()
        if not start:
            return None
        assert start.startswith(b"HTTP/1.1 "), start
        headers = {}
        while line := self.line():
            name, _, value = line.partition(b": ")
            headers[name.decode().lower()] = value.decode()
        return int(start.split()[1]), headers

    def response(self) -> Response | None:
        """The next response, which must be whole; None where the connection ends instead."""
        head = self.head()
        if head is None:
            return None
        status, headers = head
        if status < 200 or status in (204, 304):
            return Response(status, headers, b"")
        if headers.get("transfer-encoding") == "chunked":
            body = b""
            while size := int(self.line(), 16):
                body += self.read(size)
                assert self.line() == b""
            assert self.line() == b""
        else:
            body = self.read(int(headers["content-length"]))
            assert len(body) == int(headers["content-length"]), "the body is cut"
        return Response(status, headers, body)

    def ask(self, data: bytes | str) -> Response | None:
        return self.send(data).response()

    def close(self) -> None:
        self.socket.close()

    def __enter__(self) -> "RawHTTP":
        return self

    def __exit__(self, *_) -> None:
        self.close()


def get(path: str, *fields: str, host: str = "localhost") -> str:
    return "\r\n".join([f"GET {path} HTTP/1.1", f"Host: {host}", *fields, "", ""])


def post(body: bytes | str, *fields: str, host: str = "localhost", path: str = "/mcp") -> bytes:
    """A POST as a client of Streamable HTTP sends it, with the length of its body."""
    body = body.encode() if isinstance(body, str) else body
    usual = ["Content-Type: application/json", "Accept: application/json, text/event-stream"]
    head = [f"POST {path} HTTP/1.1", f"Host: {host}", *usual, f"Content-Length: {len(body)}", *fields, "", ""]
    return "\r\n".join(head).encode() + body


def call(name: str, *, host: str = "localhost", fields: tuple[str, ...] = (), progress=None, **arguments) -> bytes:
    """A stateless call of a tool, with the headers that mirror it."""
    meta = {} if progress is None else {"progressToken": progress}
    params = stateless({"name": name, "arguments": arguments}, **meta)
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
    mirrors = [f"MCP-Protocol-Version: {REVISION}", "Mcp-Method: tools/call", f"Mcp-Name: {name}"]
    return post(json.dumps(message), *mirrors, *fields, host=host)
