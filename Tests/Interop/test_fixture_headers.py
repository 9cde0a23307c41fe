"""What the conformance suite asks of headers: those that repeat the message (2026-07-28) have to say the same."""

import base64

import pytest

from http_client import ask
from payloads import request

SIMPLE_CALL = {"name": "test_simple_text", "arguments": {}}


@pytest.fixture
def address(fixture_http) -> str:
    return fixture_http


@pytest.mark.parametrize(
    "headers",
    [
        {"Mcp-Method": "prompts/list"}, {"Mcp-Method": None}, {"Mcp-Method": "TOOLS/CALL"},
        {"Mcp-Name": "wrong_tool_name"}, {"Mcp-Name": None}, {"Mcp-Name": "TEST_SIMPLE_TEXT"},
        {"Mcp-Name": "=?base64?###?="}, {"MCP-Protocol-Version": None}, {"MCP-Protocol-Version": "2025-06-18"},
        {"MCP-Protocol-Version": "2099-01-01"},
    ],
)  # fmt: skip
def test_headers_that_do_not_repeat_the_message_are_refused(address, headers):
    reply = ask(address, request("tools/call", SIMPLE_CALL), headers)
    assert (reply.status, reply.code) == (400, -32020)


@pytest.mark.parametrize(
    "headers",
    [
        {"mcp-method": "tools/call"}, {"MCP-METHOD": "tools/call"}, {"mcp-name": "test_simple_text"},
        {"Mcp-Name": "  test_simple_text  "}, {"Mcp-Method": "\ttools/call "},
        {"Mcp-Param-Other": "x", "Mcp-Param-a!#$%&'*+.^`|~b": "caf\u00e9\tx"},
    ],
)  # fmt: skip
def test_headers_in_any_case_with_space_around_them_or_of_other_arguments_are_taken(address, headers):
    reply = ask(address, request("tools/call", SIMPLE_CALL), headers)
    assert reply.status == 200 and "result" in reply.message


HELLO = base64.b64encode(b"Hello").decode()


@pytest.mark.parametrize(
    "argument, header, agrees",
    [
        ("Hello", f"=?base64?{HELLO}?=", True),
        ("Hello", "Hello", True),
        ("Hello", "=?base64?SGVsbG8?=", False),
        ("Hello", "=?base64?SGVs!!!bG8=?=", False),
        ("Hello", "hello", False),
        ("Hello", "Hello\tx", False),
        (HELLO, HELLO, True),
        (f"=?base64?{HELLO}", f"=?base64?{HELLO}", True),
        ("test-value", None, False),
        (None, None, True),
        (None, "Hello", False),
    ],
)
def test_an_annotated_argument_is_repeated_in_its_header(address, argument, header, agrees):
    arguments = {} if argument is None else {"region": argument}
    call = request("tools/call", {"name": "test_x_mcp_header", "arguments": arguments})
    reply = ask(address, call, {"Mcp-Param-Region": header})
    if agrees:
        assert reply.status == 200 and reply.message["result"]["content"][0]["text"].startswith("Region: ")
    else:
        assert (reply.status, reply.code) == (400, -32020)
