"""Streamable HTTP and WebSocket as wires: messages in, messages out, as on a connection that stays."""

import json
import queue
import threading

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect

from http_client import Exchange, Reply, mirrored
from rialto_process import PATIENCE


class HTTPWire:
    """A POST for each message, and in a session a GET for what belongs to none."""

    def __init__(self, address: str):
        self._address = address
        self._session: dict[str, str] = {}
        self._received: queue.SimpleQueue[dict | Exception] = queue.SimpleQueue()
        self._exchanges: dict[str | int, Exchange] = {}
        self._threads: list[threading.Thread] = []

    def send(self, message: dict) -> None:
        if "method" in message and "id" in message:
            exchange = Exchange(self._address, "POST", message, {} if mirrored(message) else self._session)
            self._exchanges[message["id"]] = exchange
            if message["method"] == "initialize":
                self._open(exchange.reply())
            else:
                self._read(exchange)
        elif message.get("method") == "notifications/cancelled" and not self._session:
            # Without a session a request is given up by leaving.
            self._exchanges.pop(message["params"]["requestId"]).leave()
        else:
            reply = Exchange(self._address, "POST", message, self._session).reply()
            assert (reply.status, reply.body) == (202, b""), reply
            if message.get("method") == "notifications/initialized":
                listening = {**self._session, "Accept": "text/event-stream"}
                self._exchanges["GET"] = Exchange(self._address, "GET", headers=listening)
                assert self._exchanges["GET"].status == 200
                self._read(self._exchanges["GET"])

    def _open(self, reply: Reply) -> None:
        self._received.put(reply.message)
        if "result" in reply.message:
            revision = reply.message["result"]["protocolVersion"]
            self._session = {"Mcp-Session-Id": reply.headers["mcp-session-id"], "MCP-Protocol-Version": revision}

    def _read(self, exchange: Exchange) -> None:
        thread = threading.Thread(target=self._receive, args=[exchange], daemon=True)
        self._threads.append(thread)
        thread.start()

    def _receive(self, exchange: Exchange) -> None:
        try:
            if not exchange.is_stream:
                self._received.put(exchange.reply().message)
                return
            for event in exchange.events():
                if event.data:
                    self._received.put(event.message)
        except Exception as problem:  # For whoever waits for the message.
            self._received.put(problem)

    def receive(self) -> dict:
        message = self._received.get(timeout=PATIENCE)
        if isinstance(message, Exception):
            raise message
        return message

    def finish(self) -> list[dict]:
        """Ends the session, or what listens without one; the rest is read to its end."""
        self.close()
        for thread in self._threads:
            thread.join(PATIENCE)
            assert not thread.is_alive(), "a stream does not end"
        messages = []
        while not self._received.empty():
            messages.append(self.receive())
        return messages

    def close(self) -> None:
        if self._session:
            assert Exchange(self._address, "DELETE", headers=self._session).reply().status == 204
            self._session = {}
        for exchange in self._exchanges.values():
            exchange.leave()
        self._exchanges = {}


class WebSocketWire:
    """The WebSocket at `/ws`, by the PyPI `websockets` package."""

    def __init__(self, address: str):
        opening = connect(f"ws://{address}/ws", subprotocols=["mcp"], open_timeout=PATIENCE)
        self._socket = opening.__enter__()
        assert self._socket.subprotocol == "mcp"

    def send(self, message: dict) -> None:
        self._socket.send(json.dumps(message))

    def receive(self) -> dict:
        return json.loads(self._socket.recv(timeout=PATIENCE))

    def finish(self) -> list[dict]:
        self._socket.close()
        messages = []
        while True:
            try:
                messages.append(self.receive())
            except ConnectionClosed as end:
                assert end.rcvd.code == 1000
                return messages

    def close(self) -> None:
        self._socket.close()
