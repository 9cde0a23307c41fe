"""Lines that no SDK would send: each is told what is wrong, and the next line is served."""

import json

import pytest

from line_client import LineClient

@pytest.fixture
def lines(workspace):
    limits = ["--stdio-max-line-bytes", "64KiB", "--workspace-max-file-bytes", "1KiB"]
    with LineClient("--workspace", str(workspace), *limits) as client:
        yield client
        assert client.ask("ping", id="still there")["result"] == {}
        assert client.finish() == ([], 0)


@pytest.mark.parametrize(
    "line",
    [
        b"{",
        b"}",
        b"not JSON",
        b'{"jsonrpc":"2.0","id":1,"method":"ping",}',
        b'{"jsonrpc":"2.0","id":1,"method":"ping"}{}',
        b'{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}',
        b"{'jsonrpc':'2.0'}",
        b'{"jsonrpc":"2.0","id":1,"method":"pi\xffng"}',
        b'{"jsonrpc":"2.0","id":1,"method":"pi\x00ng"}',
        b'{"jsonrpc":"2.0","id":1,"method":"\\ud800"}',
        b'\xef\xbb\xbf{"jsonrpc":"2.0","id":1,"method":"ping"}',
        b"\x00",
        b"\xff\xfe\x00\x01",
        b'{"a":' * 10_000,
        b"[" * 60_000,
    ],
)
def test_what_is_no_json_is_a_parse_error(lines, line):
    lines.write(line + b"\n")
    answer = lines.receive()
    assert answer["error"]["code"] == -32700 and answer.get("id") is None


@pytest.mark.parametrize(
    "message, id",
    [
        (7, None),
        ("text", None),
        (None, None),
        ({}, None),
        ([], None),
        ({"jsonrpc": "2.0"}, None),
        ({"jsonrpc": "1.0", "id": 1, "method": "ping"}, 1),
        ({"id": 1, "method": "ping"}, 1),
        ({"jsonrpc": 2.0, "id": "a", "method": "ping"}, "a"),
        ({"jsonrpc": "2.0", "id": 1, "method": 7}, 1),
        ({"jsonrpc": "2.0", "id": None, "method": "ping"}, None),
        ({"jsonrpc": "2.0", "id": 1.5, "method": "ping"}, None),
        ({"jsonrpc": "2.0", "id": True, "method": "ping"}, None),
        ({"jsonrpc": "2.0", "id": [1], "method": "ping"}, None),
        ({"jsonrpc": "2.0", "id": 2**63, "method": "ping"}, None),
        ({"jsonrpc": "2.0", "id": 1, "method": "ping", "result": {}}, 1),
    ],
)
def test_json_that_is_no_message_is_an_invalid_request(lines, message, id):
    lines.write(json.dumps(message).encode() + b"\n")
    answer = lines.receive()
    assert answer["error"]["code"] == -32600 and answer.get("id") == id


@pytest.mark.parametrize("params", [[], 7, "text", None])
def test_params_that_are_no_object_are_invalid(lines, params):
    lines.write(json.dumps({"jsonrpc": "2.0", "id": 5, "method": "ping", "params": params}).encode() + b"\n")
    answer = lines.receive()
    assert answer["error"]["code"] == -32602 and answer["id"] == 5


def test_a_batch_outside_a_session_that_has_them_is_an_invalid_request(lines):
    lines.write(b'[{"jsonrpc":"2.0","id":1,"method":"ping"},{"jsonrpc":"2.0","id":2,"method":"ping"}]\n')
    assert lines.receive()["error"]["code"] == -32600


@pytest.mark.parametrize("size", [64 * 1024 + 1, 1_000_000, 20_000_000])
def test_a_line_over_the_limit_is_refused_and_skipped(lines, size):
    lines.write(b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * size + b'"}\n')
    answer = lines.receive()
    assert answer["error"]["code"] in (-32700, -32600) and answer.get("id") is None


def test_a_line_up_to_the_limit_is_served(lines):
    frame = len('{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":""}}')
    padding = b"x" * (64 * 1024 - frame)
    lines.write(b'{"jsonrpc":"2.0","id":1,"method":"ping","params":{"x":"%s"}}\n' % padding)
    assert lines.receive()["result"] == {}


def test_empty_lines_and_carriage_returns_are_no_messages(lines):
    lines.write(b'\n\r\n  \n{"jsonrpc":"2.0","id":1,"method":"ping"}\r\n')
    assert lines.receive() == {"jsonrpc": "2.0", "id": 1, "result": {}}


def test_a_message_may_come_in_pieces(lines):
    for piece in (b'{"jsonrpc":"2.0",', b'"id":1,"met', b'hod":"ping"}', b"\n"):
        lines.write(piece)
    assert lines.receive()["id"] == 1


def test_many_messages_may_come_at_once(lines):
    lines.write(b"".join(b'{"jsonrpc":"2.0","id":%d,"method":"ping"}\n' % id for id in range(1000)))
    assert [lines.receive()["id"] for _ in range(1000)] == list(range(1000))


@pytest.mark.parametrize(
    "outcome",
    [
        {"result": {}},
        {"error": {"code": -1, "message": "no"}},
        # Whoever answers may have a request with that id under way, and would take an error for its answer.
        {"result": {}, "error": {"code": 1, "message": ""}},
        {"result": []},
        {"error": {"code": "1"}},
        {"jsonrpc": "1.0", "result": {}},
    ],
)
def test_a_response_to_nothing_is_ignored(lines, outcome):
    lines.write(json.dumps({"jsonrpc": "2.0", "id": 99, **outcome}).encode() + b"\n")
