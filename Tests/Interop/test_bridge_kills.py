"""The server behind a bridge is killed again and again, under load of clients whose connections or sessions outlive it.
Each request is answered once, with a result or an error, and what it does is done once."""

import collections
import itertools
import json
import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from websockets.sync.client import connect as websocket

from http_posts import HTTPClient
from http_sessions import Session
from payloads import handshake, stateless, tool
from rialto_process import PATIENCE, Bridge, Server, descriptors
from test_bridge_losses import free_address

CLIENTS = 8
KILLS = 3
# Requests that a WebSocket has in flight.
WINDOW = 16


class Load:
    """Clients that delete files, each once. To delete one again is an error that only a request which was sent twice
    can get."""

    def __init__(self, workspace):
        self.workspace = workspace
        self.done = threading.Event()
        self._succeeded = threading.Semaphore(0)

    def request(self, name: str) -> dict:
        """The params of a request that deletes a file of that name."""
        (self.workspace / name).touch()
        return tool("delete_file", path=name)

    def check(self, answer: dict) -> bool:
        """Whether the request has succeeded. Where it has failed that is the server's loss, and nothing else."""
        if "error" in answer:
            error = answer["error"]
            assert error["code"] == -32603 and error["data"]["grpcStatus"] in (13, 14), error
            return False
        assert not answer["result"].get("isError"), answer
        self._succeeded.release()
        return True

    def run(self, work, address: str) -> list[list[str]]:
        """Runs `work` in each client and kills the server under them; returns what succeeded, by client."""
        server = Server(self.workspace, listen=address).__enter__()
        with ThreadPoolExecutor(CLIENTS) as pool:
            working = [pool.submit(work, client) for client in range(CLIENTS)]
            try:
                for _ in range(KILLS):
                    self._wait(working)
                    server.kill()
                    server = Server(self.workspace, listen=address).__enter__()
                self._wait(working)
            finally:
                self.done.set()
            made = [future.result(PATIENCE) for future in working]
        server.terminate()
        assert server.wait() == 0
        return made

    def _wait(self, working) -> None:
        """Until the clients are busy with a server."""
        for _ in range(40 * CLIENTS):
            while not self._succeeded.acquire(timeout=1):
                for future in working:
                    assert not future.done() or future.exception() is None, future.exception()

    def verify(self, made: list[list[str]]) -> None:
        assert sum(map(len, made)) >= 40 * CLIENTS * (KILLS + 1)
        assert not any((self.workspace / name).exists() for names in made for name in names)


@pytest.mark.parametrize("era", ["stateless", "legacy"])
def test_websockets(workspace, era):
    address, load = free_address(), Load(workspace)
    with Bridge(address) as bridge:

        def work(client: int) -> list[str]:
            made, owed, counts = [], {}, collections.Counter()
            numbers = itertools.count()
            with websocket(f"ws://{bridge.address}/ws", subprotocols=["mcp"]) as socket:

                def ask(id, method: str, params: dict) -> None:
                    socket.send(json.dumps({"jsonrpc": "2.0", "id": id, "method": method, "params": params}))

                while era == "legacy":
                    ask("i", "initialize", handshake("2025-11-25"))
                    if "result" in json.loads(socket.recv(timeout=PATIENCE)):
                        socket.send(json.dumps({"jsonrpc": "2.0", "method": "notifications/initialized"}))
                        break
                while owed or not load.done.is_set():
                    while len(owed) < WINDOW and not load.done.is_set():
                        number = next(numbers)
                        owed[number] = f"{client}-{number}"
                        params = load.request(owed[number])
                        ask(number, "tools/call", stateless(params) if era == "stateless" else params)
                    answer = json.loads(socket.recv(timeout=PATIENCE))
                    if "id" not in answer:
                        assert era == "legacy", answer
                        continue
                    counts[answer["id"]] += 1
                    name = owed.pop(answer["id"])
                    if load.check(answer):
                        made.append(name)
                # Nothing is said after that of what was answered before.
                ask("last", "tools/call", stateless(tool("list_directory")))
                assert json.loads(socket.recv(timeout=PATIENCE))["id"] == "last"
                assert set(counts.values()) == {1} and len(counts) == next(numbers)
            return made

        load.verify(load.run(work, address))
        assert descriptors(bridge.process_id) < 60


@pytest.mark.parametrize("revision", ["2025-06-18", "2025-11-25"])
def test_sessions_over_http(workspace, revision):
    address, load = free_address(), Load(workspace)
    with Bridge(address) as bridge:
        opening = threading.Lock()

        def open_session() -> Session:
            while True:
                try:
                    with opening:
                        return Session(HTTPClient(bridge.address), revision)
                except AssertionError:
                    # There is no server yet.
                    continue

        def work(client: int) -> list[str]:
            made, session = [], open_session()
            for number in itertools.count():
                if load.done.is_set():
                    return made
                name = f"{client}-{number}"
                answer = session.post("tools/call", load.request(name), id=number)
                assert answer.status == 200, answer.text
                assert [message["id"] for message in answer.messages if "id" in message] == [number], answer.text
                if load.check(answer.message):
                    made.append(name)
            return made

        load.verify(load.run(work, address))
        assert descriptors(bridge.process_id) < 60
