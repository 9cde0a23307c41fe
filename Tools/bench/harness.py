"""What the comparisons of servers have in common: packages, servers on a core of their own, and figures as Markdown."""

import contextlib
import os
import shlex
import socket
import statistics
import subprocess
import sys
import time

READY_SECONDS = 10
ENVIRONMENT = {**os.environ, "SWIFT_BACKTRACE": "enable=no"}


def fail(message):
    sys.exit(f"run: {message}")


def install_missing_packages(packages):
    def missing(package):
        query = subprocess.run(["dpkg-query", "-W", "-f=${db:Status-Status}", package], capture_output=True, text=True)
        return query.stdout != "installed"

    wanted = [package for package in packages if missing(package)]
    if not wanted:
        return
    command = ["apt-get", "install", "--yes", "--no-install-recommends", *wanted]
    if os.geteuid() != 0:
        fail(f"packages are missing; install them with: sudo {shlex.join(command)}")
    print(f"run: installing {', '.join(wanted)}", file=sys.stderr)
    subprocess.run(command, check=True, stdout=sys.stderr)


def build_rialto(root):
    """What is measured is the release build of what stands here, made as `Tools/serve` makes it."""
    command = ["swift", "build", "-c", "release", "--product", "rialto", "--static-swift-stdlib"]
    subprocess.run(command, check=True, cwd=root, stdout=sys.stderr)


def free_address():
    """An address below the range of ports that clients are given."""
    for port in range(20000 + os.getpid() % 5000, 32768):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return f"127.0.0.1:{port}"
            except OSError:
                continue
    fail("no free port")


@contextlib.contextmanager
def serving(name, command, address, log_path, cwd):
    """Runs a server's command, and yields its process as soon as it accepts connections."""
    with open(log_path, "w") as log:
        process = subprocess.Popen(command, cwd=cwd, env=ENVIRONMENT, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        wait_until_ready(process, name, address, log_path)
        yield process
    finally:
        process.terminate()
        try:
            process.wait(timeout=READY_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def wait_until_ready(process, name, address, log_path):
    host, port = address.split(":")
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            socket.create_connection((host, int(port)), timeout=1).close()
            return
        except OSError:
            if process.poll() is not None or time.monotonic() > deadline:
                fail(f"{name} did not start: {log_path.read_text()[-2000:]}")
            time.sleep(0.005)


def in_turn(servers, rounds):
    """All servers once a round, each round beginning with another one."""
    for turn in range(rounds):
        first = turn % len(servers)
        yield from servers[first:] + servers[:first]


def ratio(numerators, denominators, name):
    values = [above[name] / below[name] for above, below in zip(numerators, denominators)]
    digits = 2 if statistics.median(values) < 10 else 0
    return f"**{statistics.median(values):.{digits}f}** ({min(values):.{digits}f}-{max(values):.{digits}f})"


def median(results, name, scale=1.0):
    return statistics.median(result[name] for result in results) * scale


def print_row(name, cells):
    print(f"| {name} | {' | '.join(cells)} |")


def print_server(title, cases):
    """A server's own figures; a case that it does not take part in is None."""
    def row(name, cell):
        print_row(f"{title}: {name}", [cell(case) if case else "" for case in cases])

    row("requests a second", lambda case: f"{median(case, 'requests_per_second'):,.0f}")
    row("CPU a request", lambda case: f"{median(case, 'server_cpu_us'):.2f} µs")
    row("p50 / p99", lambda case: f"{median(case, 'p50_us'):.0f} / {median(case, 'p99_us'):.0f} µs")
    row("core in use, server / load", lambda case: (
        f"{median(case, 'server_cpu_share', 100):.0f}% / {median(case, 'load_cpu_share', 100):.0f}%"))
