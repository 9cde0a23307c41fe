"""A WebSocket in frames, with masks and permessage-deflate by hand (RFC 6455, RFC 7692)."""

import base64
import hashlib
import os
import zlib
from dataclasses import dataclass

from raw_http import RawHTTP

TEXT, BINARY, CLOSE, PING, PONG = 1, 2, 8, 9, 10
COMPRESSED = 0x40
# What ends a flushed block of deflate, and is left out of a message.
TAIL = b"\x00\x00\xff\xff"


@dataclass(frozen=True)
class Frame:
    opcode: int
    payload: bytes = b""
    is_final: bool = True
    reserved: int = 0

    @property
    def code(self) -> int:
        assert self.opcode == CLOSE, self
        return int.from_bytes(self.payload[:2], "big")

    def masked(self) -> bytes:
        """Its bytes as a client sends them."""
        count = len(self.payload)
        head = bytes([self.is_final << 7 | self.reserved | self.opcode])
        if count < 126:
            head += bytes([0x80 | count])
        elif count < 1 << 16:
            head += b"\xfe" + count.to_bytes(2, "big")
        else:
            head += b"\xff" + count.to_bytes(8, "big")
        mask = os.urandom(4)
        key = (mask * (count // 4 + 1))[:count]
        payload = int.from_bytes(self.payload, "big") ^ int.from_bytes(key, "big")
        return head + mask + payload.to_bytes(count, "big")


class RawWebSocket:
    """An open WebSocket at `/ws`; `extensions` is what the client offers."""

    def __init__(self, address: str, *fields: str, extensions: str | None = None, wrap=None):
        self.http = RawHTTP(address, wrap)
        key = base64.b64encode(os.urandom(16)).decode()
        lines = ["GET /ws HTTP/1.1", "Host: localhost", "Upgrade: websocket", "Connection: Upgrade"]
        lines += [f"Sec-WebSocket-Key: {key}", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Protocol: mcp", *fields]
        if extensions is not None:
            lines.append(f"Sec-WebSocket-Extensions: {extensions}")
        self.http.send("\r\n".join([*lines, "", ""]))
        status, self.headers = self.http.head()
        assert status == 101, status
        digest = hashlib.sha1((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").encode()).digest()
        assert self.headers["sec-websocket-accept"] == base64.b64encode(digest).decode()
        self.agreed = self.headers.get("sec-websocket-extensions")

    def parameters(self) -> dict[str, str]:
        """What was agreed upon for permessage-deflate."""
        name, *parameters = [part.strip() for part in self.agreed.split(";")]
        assert name == "permessage-deflate"
        return {key: value for key, _, value in (parameter.partition("=") for parameter in parameters)}

    def send(self, *frames: Frame) -> None:
        self.http.send(b"".join(frame.masked() for frame in frames))

    def frame(self) -> Frame | None:
        """The next frame; None at the end of the connection."""
        start = self.http.read(2)
        if len(start) < 2:
            return None
        assert start[1] < 128, "a server does not mask"
        count = start[1]
        if count >= 126:
            count = int.from_bytes(self.http.read(2 if count == 126 else 8), "big")
        payload = self.http.read(count)
        assert len(payload) == count, "the frame is cut"
        return Frame(start[0] & 0x0F, payload, bool(start[0] & 0x80), start[0] & 0x70)

    def message(self) -> Frame | None:
        """The next message, from all its frames, as one."""
        first = part = self.frame()
        payload = b"" if first is None else first.payload
        while part is not None and not part.is_final:
            part = self.frame()
            assert part.opcode == 0 and part.reserved == 0, part
            payload += part.payload
        return first and Frame(first.opcode, payload, True, first.reserved)

    def close(self) -> None:
        self.http.close()

    def __enter__(self) -> "RawWebSocket":
        return self

    def __exit__(self, *_) -> None:
        self.close()


class Deflater:
    """The client's half of permessage-deflate, as it was agreed upon."""

    def __init__(self, socket: RawWebSocket):
        self._parameters = socket.parameters()
        self._bits = int(self._parameters.get("client_max_window_bits", 15))
        self._memory = None

    def deflate(self, data: bytes) -> bytes:
        memory = self._memory or zlib.compressobj(wbits=-self._bits)
        if "client_no_context_takeover" not in self._parameters:
            self._memory = memory
        return (memory.compress(data) + memory.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)


class Inflater:
    """What a client does with the server's half: with a smaller window than the server's this fails."""

    def __init__(self, socket: RawWebSocket):
        self._parameters = socket.parameters()
        self._bits = int(self._parameters.get("server_max_window_bits", 15))
        self._memory = None

    def inflate(self, data: bytes) -> bytes:
        memory = self._memory or zlib.decompressobj(wbits=-self._bits)
        if "server_no_context_takeover" not in self._parameters:
            self._memory = memory
        return memory.decompress(data + TAIL)
