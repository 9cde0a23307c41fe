"""The programs under test, run as child processes the way their users run them."""

import os
import re
import select
import signal
import subprocess
import threading
from concurrent.futures import Future
from pathlib import Path

PACKAGE_ROOT = Path(__file__).resolve().parents[2]

# Seconds after which something counts as hanging. Far above what anything takes: no test measures time with it.
PATIENCE = 60.0


# Each program, and the variable that names another build of it.
RIALTO, FIXTURE = "rialto", "conformance-fixture"
VARIABLES = {RIALTO: "RIALTO_BINARY", FIXTURE: "RIALTO_FIXTURE"}


def binary(program: str = RIALTO) -> str:
    """The path of a program."""
    variable = VARIABLES[program]
    path = PACKAGE_ROOT / os.environ.get(variable, f".build/debug/{program}")
    if not path.is_file():
        raise FileNotFoundError(f"{path} is not there: build it with 'swift build', or set {variable}")
    return str(path)


def environment(**settings: str) -> dict[str, str]:
    """The environment of a child: ours without settings of Rialto, so that only a test's own flags count."""
    inherited = {key: value for key, value in os.environ.items() if not key.startswith("RIALTO_")}
    # The backtracer of a crashed server would keep its port open.
    return {**inherited, "SWIFT_BACKTRACE": "enable=no", **settings}


def run(*arguments: str, stdin: str = "", **settings: str) -> subprocess.CompletedProcess[str]:
    """Runs the program to its end."""
    return subprocess.run(
        [binary(), *arguments],
        input=stdin,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        env=environment(**settings),
    )


def children(program: str = RIALTO) -> set[int]:
    """The ids of our own child processes that run a program now."""
    found = set()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and os.readlink(process / "exe") == os.path.realpath(binary(program)):
                found.add(int(process.name))
        except OSError:
            continue  # It ended meanwhile, or has ended and waits to be collected.
    return found


def resident_bytes(process_id: int) -> int:
    """The memory that a process holds now."""
    status = Path(f"/proc/{process_id}/status").read_text()
    return int(re.search(r"^VmRSS:\s+(\d+) kB", status, re.MULTILINE)[1]) * 1024


def descriptors(process_id: int) -> int:
    """How many files, pipes and sockets a process has open."""
    return len(os.listdir(f"/proc/{process_id}/fd"))


def sockets(process_id: int) -> int:
    """How many of these are sockets. A timer or an event of the runtime's may come at any time, and stay."""
    count = 0
    for descriptor in Path(f"/proc/{process_id}/fd").iterdir():
        try:
            count += os.readlink(descriptor).startswith("socket:")
        except FileNotFoundError:
            continue  # Closed meanwhile.
    return count


def ends(process_descriptor: int) -> bool:
    """Whether the process behind an `os.pidfd_open` ends, which need not be a child of ours."""
    ended, _, _ = select.select([process_descriptor], [], [], PATIENCE)
    return bool(ended)


class Listening:
    """A command that listens. Leaving the `with` block sends SIGTERM and checks that it exits with 0."""

    # What it listens for in any case.
    KIND: str

    def __init__(self, *arguments: str, program: str = RIALTO, through: tuple[str, ...] = (), **settings: str):
        # `through` is a command that becomes the program, such as one that sets limits.
        self._process = subprocess.Popen(
            [*through, binary(program), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            env=environment(**settings),
        )
        self._killed = False
        self._log: list[str] = []
        self._places: dict[str, Future[str]] = {}
        self._reader = threading.Thread(target=self._read_log, daemon=True)
        self._reader.start()

    def _read_log(self) -> None:
        for line in self._process.stderr:
            self._log.append(line)
            found = re.search(r"listening on (\w+) (\S+)", line)
            if found and not self._place(found[1]).done():
                self._place(found[1]).set_result(found[2])
        for place in [self._place(self.KIND), *self._places.values()]:
            if not place.done():
                place.set_exception(RuntimeError("the server ended: " + "".join(self._log)))

    def _place(self, kind: str) -> "Future[str]":
        return self._places.setdefault(kind, Future())

    def address_for(self, kind: str) -> str:
        """Where it listens for `grpc`, `http`, `tcp` or `unix`; waits until it does."""
        return self._place(kind).result(PATIENCE)

    @property
    def address(self) -> str:
        return self.address_for(self.KIND)

    @property
    def http_address(self) -> str:
        """Where it listens for HTTP, if its flags say that it does."""
        return self.address_for("http")

    @property
    def log(self) -> str:
        """What it has written to stderr; all of it once it has ended."""
        return "".join(self._log)

    @property
    def process_id(self) -> int:
        return self._process.pid

    def terminate(self) -> None:
        self._process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """Ends it as a crash would; the `with` block then expects nothing more of it."""
        self._process.kill()
        self._process.wait(PATIENCE)
        self._killed = True

    def wait(self) -> int:
        """The exit code, once it has ended by itself."""
        code = self._process.wait(PATIENCE)
        self._reader.join(PATIENCE)
        return code

    def __enter__(self):
        self.address
        return self

    def __exit__(self, kind, *_) -> None:
        try:
            if self._process.poll() is None:
                self.terminate()
            code = self.wait()
        finally:
            if self._process.poll() is None:
                self._process.kill()
                self._process.wait()
        if kind is None and not self._killed:
            assert code == 0, f"the server exited with {code}: {self.log}"


class Server(Listening):
    """A program's `serve`, on a free port unless told otherwise."""

    KIND = "grpc"

    def __init__(
        self,
        workspace: Path | None,
        *flags: str,
        program: str = RIALTO,
        listen: str = "127.0.0.1:0",
        through: tuple[str, ...] = (),
        **settings: str,
    ):
        folder = [] if workspace is None else ["--workspace", str(workspace)]
        super().__init__("serve", "--grpc", listen, *folder, *flags, program=program, through=through, **settings)


class Bridge(Listening):
    """`rialto bridge` to a gRPC address, on a free port for HTTP."""

    KIND = "http"

    def __init__(self, connect: str, *flags: str, **settings: str):
        super().__init__("bridge", "--connect", connect, "--http", "127.0.0.1:0", *flags, **settings)
