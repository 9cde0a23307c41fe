"""Run to be killed: starts a server on pipes, says its process id, and then only waits.

Arguments: `asked` (a question is open) or `deaf` (answers are not read, until no more requests are taken either), then
the server's command line.
"""

import json
import os
import subprocess
import sys

how, *command = sys.argv[1:]
server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)


def line(method: str, params: dict, **id) -> bytes:
    return json.dumps({"jsonrpc": "2.0", "method": method, "params": params, **id}).encode() + b"\n"


client = {"name": "doomed", "version": "1"}
opening = {"protocolVersion": "2025-11-25", "capabilities": {"elicitation": {}}, "clientInfo": client}
server.stdin.write(line("initialize", opening, id=1))
server.stdin.write(line("tools/call", {"name": "test_elicitation", "arguments": {"message": "?"}}, id=2))
server.stdin.flush()
server.stdout.readline()
assert b"elicitation/create" in server.stdout.readline()
if how == "deaf":
    os.set_blocking(server.stdin.fileno(), False)
    try:
        while True:
            os.write(server.stdin.fileno(), line("tools/list", {}, id=3))
    except BlockingIOError:
        pass
print(server.pid, flush=True)
sys.stdin.read()
