"""A client that writes and reads lines of JSON-RPC on the program's standard streams."""

import json
import queue
import subprocess
import tempfile
import threading

from rialto_process import PATIENCE, RIALTO, binary, environment


class LineClient:
    """A program's `stdio`, spoken to in raw lines: what an SDK would never send can be sent here."""

    def __init__(self, *flags: str, program: str = RIALTO):
        self._errors = tempfile.TemporaryFile("w+")
        self._process = subprocess.Popen(
            [binary(program), "stdio", *flags],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            env=environment(),
        )
        self._lines: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put(None)

    @property
    def process_id(self) -> int:
        return self._process.pid

    def write(self, data: bytes) -> None:
        self._process.stdin.write(data)
        self._process.stdin.flush()

    def send(self, method: str, params: dict | None = None, *, id: str | int | None = 1) -> None:
        message = {"jsonrpc": "2.0", "method": method}
        if id is not None:
            message["id"] = id
        if params is not None:
            message["params"] = params
        self.write(json.dumps(message).encode() + b"\n")

    def receive_line(self) -> bytes | None:
        """The next line; None at the end of the output."""
        return self._lines.get(timeout=PATIENCE)

    def receive(self) -> dict:
        line = self.receive_line()
        assert line is not None, f"the output ended: {self.errors}"
        return json.loads(line)

    def ask(self, method: str, params: dict | None = None, *, id: str | int = 1) -> dict:
        self.send(method, params, id=id)
        return self.receive()

    def finish(self) -> tuple[list[dict], int]:
        """Closes the input; returns what is still answered, and the exit code."""
        self._process.stdin.close()
        messages = []
        while (line := self.receive_line()) is not None:
            messages.append(json.loads(line))
        return messages, self._process.wait(PATIENCE)

    @property
    def errors(self) -> str:
        self._errors.seek(0)
        return self._errors.read()

    def __enter__(self) -> "LineClient":
        return self

    def __exit__(self, *_) -> None:
        if self._process.poll() is None:
            self._process.kill()
        self._process.wait(PATIENCE)
        self._errors.close()
