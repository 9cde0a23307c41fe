"""What the conformance suite asks of a server that only Streamable HTTP can show: statuses, headers, streams."""

import base64
import threading

import pytest

from http_client import EVENTS, Exchange, ask, post
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY, stateless

VALID = {VERSION_KEY: REVISION, CAPABILITIES_KEY: {}}
SIMPLE_CALL = {"name": "test_simple_text", "arguments": {}}
LOG, ACKNOWLEDGED = "notifications/message", "notifications/subscriptions/acknowledged"


@pytest.fixture
def address(fixture_http) -> str:
    return fixture_http


def request(method: str, params: dict | None = None, id: int | str = 1, **meta) -> dict:
    """A stateless request."""
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": stateless(params, **meta)}


def opening(revision: str) -> dict:
    params = {"protocolVersion": revision, "capabilities": {}, "clientInfo": {"name": "interop", "version": "1"}}
    return {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": params}


# Every revision.


@pytest.mark.parametrize("body", [opening("2025-11-25"), request("server/discover")])
def test_a_strangers_host_or_origin_is_refused_and_ones_own_is_not(address, body):
    stranger = "evil.example.com"
    assert 400 <= ask(address, body, {"Host": stranger, "Origin": f"http://{stranger}"}).status < 500
    assert 400 <= ask(address, body, {"Host": stranger}).status < 500
    assert 400 <= ask(address, body, {"Origin": f"http://{stranger}"}).status < 500
    assert ask(address, body, {"Host": address, "Origin": f"http://{address}"}).status == 200
    assert ask(address, body).status == 200


def test_three_lists_at_once_are_all_answered(address):
    session = open_session(address)
    for bodies, headers in [
        ([request("tools/list", id=id) for id in range(1000, 1003)], {}),
        ([{"jsonrpc": "2.0", "id": id, "method": "tools/list", "params": {}} for id in range(1000, 1003)], session),
    ]:
        exchanges = [Exchange(address, "POST", body, headers) for body in bodies]
        for body, exchange in zip(bodies, exchanges):
            reply = exchange.reply()
            assert reply.status == 200 and reply.message["id"] == body["id"] and reply.message["result"]["tools"]


# Sessions.


def open_session(address: str, revision: str = "2025-11-25") -> dict[str, str]:
    """The headers of what belongs to a session."""
    reply = ask(address, opening(revision))
    assert reply.status == 200, reply
    id = reply.headers["mcp-session-id"]
    assert id and all("!" <= letter <= "~" for letter in id), "a session id is visible ASCII"
    session = {"Mcp-Session-Id": id, "MCP-Protocol-Version": reply.message["result"]["protocolVersion"]}
    accepted = ask(address, {"jsonrpc": "2.0", "method": "notifications/initialized"}, session)
    assert (accepted.status, accepted.body) == (202, b"")
    return session


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_a_session_that_was_ended_is_unknown(address, revision):
    session = open_session(address, revision)
    lists = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}
    assert ask(address, lists, session).message["result"]["tools"]
    assert 200 <= Exchange(address, "DELETE", headers=session).reply().status < 300
    assert ask(address, lists, session).status == 404
    assert Exchange(address, "DELETE", headers=session).reply().status == 404
    assert ask(address, lists, open_session(address, revision)).status == 200


def test_a_get_without_a_session_is_not_allowed_and_with_one_is_a_stream(address):
    listening = {"Accept": EVENTS}
    assert Exchange(address, "GET", headers=listening).reply().status == 405
    session = open_session(address)
    stream = Exchange(address, "GET", headers={**listening, **session})
    assert stream.status == 200 and stream.is_stream
    change = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "test_trigger_tool_change"}}
    assert "result" in ask(address, change, session).message
    assert told(stream) == "notifications/tools/list_changed"
    stream.leave()


def told(stream: Exchange) -> str:
    """The method of the next message on a stream."""
    return next(event.message["method"] for event in stream.events() if event.data)


def test_a_call_whose_stream_closes_goes_on_by_the_last_event_id(address):
    session = open_session(address)
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "test_reconnection", "arguments": {}}}
    first = ask(address, call, session)
    assert first.status == 200 and first.headers["content-type"] == EVENTS
    priming = first.events[0]
    assert priming.id and priming.data == "" and priming.retry is not None
    assert not any(event.data and "result" in event.message for event in first.events), "it closes before the result"
    again = {**session, "Accept": EVENTS, "Last-Event-ID": first.events[-1].id}
    resumed = Exchange(address, "GET", headers=again)
    answers = [event.message for event in resumed.events() if event.data]
    assert answers[-1]["id"] == 1 and not answers[-1]["result"].get("isError")


# 2026-07-28.


def test_progress_comes_on_the_requests_own_stream(address):
    call = request("tools/call", {"name": "test_tool_with_progress"}, progressToken="t")
    reply = post(address, call)
    assert reply.status == 200 and reply.headers["content-type"] == EVENTS
    *steps, answer = [event.message for event in reply.events]
    assert [step["params"]["progress"] for step in steps] == [0, 50, 100]
    assert all(step["params"]["progressToken"] == "t" for step in steps) and "result" in answer


INCOMPLETE = [{}, {"_meta": {CAPABILITIES_KEY: {}}}, {"_meta": {VERSION_KEY: REVISION}}]


@pytest.mark.parametrize("params", INCOMPLETE)
def test_a_request_without_its_metadata_is_a_bad_one(address, params):
    body = {"jsonrpc": "2.0", "id": 101, "method": "server/discover", "params": params}
    reply = post(address, body, MCP_Protocol_Version=REVISION, Mcp_Method="server/discover")
    assert (reply.status, reply.error, reply.message["id"]) == (400, -32602, 101)


def test_a_client_need_not_name_itself(address):
    reply = post(address, request("server/discover", id=105))
    assert reply.status == 200 and REVISION in reply.message["result"]["supportedVersions"]


def test_an_unknown_version_is_a_bad_request_unless_the_header_differs(address):
    body = request("server/discover", id=301, **{VERSION_KEY: "v999.0.0"})
    reply = post(address, body)
    assert (reply.status, reply.error, reply.message["id"]) == (400, -32022, 301)
    data = reply.message["error"]["data"]
    assert REVISION in data["supported"] and data["requested"] == "v999.0.0"
    reply = post(address, body, MCP_Protocol_Version=REVISION)
    assert (reply.status, reply.error) == (400, -32020)


OTHER_ERA = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"]


@pytest.mark.parametrize("method", [*OTHER_ERA, "unknown/method"])
def test_what_this_revision_does_not_have_is_not_found(address, method):
    reply = post(address, request(method, id=500))
    assert (reply.status, reply.error, reply.message["id"]) == (404, -32601, 500)


def test_a_capability_that_is_missing_makes_a_bad_request(address):
    reply = post(address, request("tools/call", {"name": "test_missing_capability", "arguments": {}}, id=401))
    assert (reply.status, reply.error, reply.message["id"]) == (400, -32021, 401)
    assert reply.message["error"]["data"]["requiredCapabilities"] == {"sampling": {}}


def test_a_question_is_never_a_request_on_the_stream(address):
    asking = {"name": "test_streaming_elicitation", "arguments": {}}
    meta = {CAPABILITIES_KEY: {"elicitation": {}}}
    assert post(address, request("tools/call", asking, **meta)).message["result"]["resultType"] == "input_required"
    reply = post(address, request("tools/call", asking, progressToken="t", **meta))
    *before, answer = [event.message for event in reply.events]
    assert [message["method"] for message in before] == ["notifications/progress"]
    assert answer["result"]["resultType"] == "input_required"


def test_what_is_logged_is_only_for_who_asked(address):
    call = {"name": "test_logging_tool", "arguments": {}}
    silent = post(address, request("tools/call", call))
    assert silent.events == [] and "result" in silent.message
    heard = post(address, request("tools/call", call, **{"io.modelcontextprotocol/logLevel": "info"}))
    assert [event.message.get("method") for event in heard.events] == [LOG, LOG, LOG, None]


def test_a_subscription_is_acknowledged_first_and_told_what_it_asked_for(address):
    trigger = {"tools": "test_trigger_tool_change", "prompts": "test_trigger_prompt_change"}
    for wanted, other in [("tools", "prompts"), ("prompts", "tools")]:
        listening = request("subscriptions/listen", {"notifications": {f"{wanted}ListChanged": True}}, id=f"s-{wanted}")
        stream = Exchange(address, "POST", listening)
        events = stream.events()
        assert next(events).message["method"] == ACKNOWLEDGED
        for name in [other, wanted]:
            assert "result" in post(address, request("tools/call", {"name": trigger[name], "arguments": {}})).message
        change = next(events).message
        assert change["method"] == f"notifications/{wanted}/list_changed", "and nothing of the other"
        assert change["params"]["_meta"]["io.modelcontextprotocol/subscriptionId"] == f"s-{wanted}"
        stream.leave()


@pytest.mark.parametrize(
    "headers",
    [
        {"Mcp-Method": "prompts/list"}, {"Mcp-Method": None}, {"Mcp-Method": "TOOLS/CALL"},
        {"Mcp-Name": "wrong_tool_name"}, {"Mcp-Name": None}, {"Mcp-Name": "TEST_SIMPLE_TEXT"},
    ],
)  # fmt: skip
def test_headers_that_do_not_repeat_the_message_are_refused(address, headers):
    reply = ask(address, request("tools/call", SIMPLE_CALL), headers)
    assert (reply.status, reply.error) == (400, -32020)


@pytest.mark.parametrize(
    "headers",
    [
        {"mcp-method": "tools/call"}, {"MCP-METHOD": "tools/call"}, {"mcp-name": "test_simple_text"},
        {"Mcp-Name": "  test_simple_text  "}, {"Mcp-Method": "\ttools/call "},
    ],
)  # fmt: skip
def test_headers_in_any_case_and_with_space_around_them_are_taken(address, headers):
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
        assert (reply.status, reply.error) == (400, -32020)


def test_many_clients_at_once_get_their_own_answers(address):
    found: dict[str, str] = {}

    def visit(number: int) -> None:
        prompt = {"name": "test_prompt_with_arguments", "arguments": {"arg1": f"client {number}", "arg2": "x"}}
        result = post(address, request("prompts/get", prompt, id=7)).message["result"]
        found[f"client {number}"] = result["messages"][0]["content"]["text"]

    threads = [threading.Thread(target=visit, args=[number]) for number in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 50 and all(name in text for name, text in found.items())
