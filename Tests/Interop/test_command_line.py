"""The command line: what it prints, where, and with which exit code."""

import base64
import json
import os
import socket

import pytest

from payloads import REVISION, stateless, tool
from rialto_process import Server, run

COMMANDS = ["serve", "stdio", "call", "probe", "version"]
ECHO = json.dumps(tool("echo", text="hello"))


@pytest.mark.parametrize("arguments", [["version"], ["--version"]])
def test_version(arguments):
    ended = run(*arguments)
    assert ended.returncode == 0 and ended.stdout.strip() and ended.stderr == ""


@pytest.mark.parametrize("arguments", [["--help"], ["-h"], ["help"]])
def test_help_names_every_command(arguments):
    ended = run(*arguments)
    assert ended.returncode == 0 and ended.stderr == ""
    assert all(command in ended.stdout for command in COMMANDS)
    assert "USAGE: rialto" in ended.stdout


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != "version"])
def test_every_command_has_help(command):
    asked = [run(command, "--help"), run(command, "-h"), run("help", command)]
    assert all(ended.returncode == 0 for ended in asked)
    assert asked[0].stdout == asked[1].stdout == asked[2].stdout
    assert f"USAGE: rialto {command}" in asked[0].stdout


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["serve", "--no-such-flag"],
        ["serve", "--grpc"],
        ["serve", "--grpc", "nowhere"],
        ["serve", "--grpc", "127.0.0.1:99999"],
        ["serve", "--grpc-max-message-bytes", "many"],
        ["serve", "--drain-timeout", "-1s"],
        ["serve", "unexpected"],
        ["stdio", "unexpected"],
        ["call"],
        ["call", "tools/list", "{", "--connect", "127.0.0.1:1"],
        ["probe", "--timeout", "soon"],
        ["version", "--workspace", "."],
        ["help", "no-such-command"],
    ],
)
def test_a_usage_error_says_what_is_wrong_and_exits_with_64(arguments):
    ended = run(*arguments)
    assert ended.returncode == 64, ended.stderr
    assert ended.stdout == "" and ended.stderr.startswith("Error: ") and "USAGE: " in ended.stderr.upper()


def test_a_workspace_that_is_not_there_is_said_so(tmp_path):
    for command in ("serve", "stdio"):
        flags = ["--grpc", "127.0.0.1:0"] if command == "serve" else []
        ended = run(command, *flags, "--workspace", str(tmp_path / "missing"))
        assert ended.returncode == 1 and "missing" in ended.stderr and ended.stdout == ""


def test_a_port_that_is_taken_is_said_so(server, workspace):
    # Taking a server apart that never ran is a race within it, so once would prove little.
    for _ in range(10):
        ended = run("serve", "--grpc", server.address, "--workspace", str(workspace))
        assert ended.returncode == 1 and server.address in ended.stderr


def test_a_setting_comes_from_flag_environment_and_file_in_this_order(workspace, tmp_path, connect):
    def tools_of(*flags, **settings) -> int:
        with Server(workspace, *flags, **settings) as server:
            return len(connect(server).execute("tools/list", stateless()).result["tools"])

    file = tmp_path / "rialto.json"
    file.write_text(json.dumps({"diagnostics": True}))
    assert tools_of() == 5
    assert tools_of("--config", str(file)) == 7
    assert tools_of(RIALTO_CONFIG=str(file)) == 7
    assert tools_of("--config", str(file), RIALTO_DIAGNOSTICS="false") == 5
    assert tools_of("--config", str(file), "--diagnostics", RIALTO_DIAGNOSTICS="false") == 7


def test_a_file_with_an_unknown_key_is_refused(tmp_path):
    file = tmp_path / "rialto.json"
    file.write_text(json.dumps({"diagnostic": True}))
    ended = run("serve", "--config", str(file))
    assert ended.returncode == 78 and "diagnostics" in ended.stderr


def test_a_secret_may_be_in_a_file_and_is_never_shown(tmp_path, workspace, connect):
    file = tmp_path / "keys"
    file.write_text(base64.b64encode(os.urandom(32)).decode() + "\n")
    with Server(workspace, "--state-keys", f"file:{file}") as server:
        assert connect(server).execute("ping").result == {}
    file.write_text("not-a-key")
    for ended, code in [
        (run("serve", RIALTO_STATE_KEYS="not-a-key"), 78),
        (run("serve", "--state-keys", f"file:{file}"), 78),
        (run("serve", "--state-keys", "not-a-key"), 64),
        (run("stdio", RIALTO_STATE_KEYS=f"file:{tmp_path / 'missing'}"), 78),
    ]:
        assert ended.returncode == code and "not-a-key" not in ended.stderr


def test_a_unix_socket_serves_as_well(workspace, tmp_path, connect):
    path = tmp_path / "socket"
    with Server(workspace, listen=f"unix:{path}") as server:
        assert server.address == f"unix:{path}"
        assert connect(server).execute("ping").result == {}
        assert run("probe", "--connect", server.address).returncode == 0
    assert not os.path.exists(path)


def test_call_prints_the_result(server):
    ended = run("call", "tools/call", ECHO, "--connect", server.address)
    assert ended.returncode == 0, ended.stderr
    result = json.loads(ended.stdout)
    assert result["structuredContent"] == {"text": "hello"}
    assert len(ended.stdout.splitlines()) > 1, "made for reading"


def test_call_without_params(server):
    ended = run("call", "tools/list", "--connect", server.address)
    assert ended.returncode == 0 and len(json.loads(ended.stdout)["tools"]) == 7
    ended = run("call", "server/discover", "--connect", server.address)
    assert REVISION in json.loads(ended.stdout)["supportedVersions"]


def test_call_in_a_legacy_revision(server):
    ended = run("call", "tools/call", ECHO, "--legacy", "2025-06-18", "--connect", server.address)
    assert ended.returncode == 0 and "resultType" not in json.loads(ended.stdout)


def test_call_exits_with_1_where_the_server_says_no(server):
    for method, params in [("no/such", "{}"), ("tools/call", json.dumps(tool("read_file", path="missing")))]:
        ended = run("call", method, params, "--connect", server.address)
        assert ended.returncode == 1 and ended.stdout + ended.stderr


def test_call_gives_up_at_its_deadline(server):
    params = json.dumps(tool("wait", milliseconds=3_600_000))
    ended = run("call", "tools/call", params, "--deadline", "500ms", "--connect", server.address)
    assert ended.returncode not in (0, 64) and ended.stderr


def test_nobody_there_is_said_by_call_and_probe():
    with socket.create_server(("127.0.0.1", 0)) as closed:
        address = "127.0.0.1:%d" % closed.getsockname()[1]
    for arguments in (["call", "ping"], ["probe"]):
        ended = run(*arguments, "--connect", address)
        assert ended.returncode == 1 and ended.stderr


def test_probe(server):
    assert run("probe", "--connect", server.address).returncode == 0
    assert run("probe", "--connect", server.address, "--service", "mcp.MCPService").returncode == 0
    assert run("probe", "--connect", server.address, "--service", "no.such.Service").returncode == 1
