"""A client that writes and reads lines of JSON-RPC on a socket."""

import json
import socket

from rialto_process import PATIENCE


class SocketClient:
    """A connection, spoken to in raw lines."""

    def __init__(self, server, kind: str):
        place = server.address_for(kind)
        if kind == "unix":
            self.socket = socket.socket(socket.AF_UNIX)
            self.socket.settimeout(PATIENCE)
            self.socket.connect(place)
        else:
            host, _, port = place.rpartition(":")
            self.socket = socket.create_connection((host.strip("[]"), int(port)), PATIENCE)
        self._lines = self.socket.makefile("rb")

    def send(self, method: str, params: dict | None = None, *, id=1) -> None:
        message = {"jsonrpc": "2.0", "id": id, "method": method, "params": params or {}}
        self.socket.sendall(json.dumps(message).encode() + b"\n")

    def notify(self, method: str) -> None:
        self.socket.sendall(json.dumps({"jsonrpc": "2.0", "method": method}).encode() + b"\n")

    def receive(self) -> dict | None:
        """The next message; None once the server has closed."""
        try:
            line = self._lines.readline()
        except ConnectionResetError:
            return None
        return json.loads(line) if line else None

    def ask(self, method: str, params: dict | None = None, *, id=1) -> dict:
        """What is said next, but for notifications, such as those of what may have changed meanwhile."""
        self.send(method, params, id=id)
        while (message := self.receive()) and "method" in message and "id" not in message:
            pass
        return message

    def close(self) -> None:
        self._lines.close()
        self.socket.close()
