"""What the conformance suite asks of a server that only Streamable HTTP can show: statuses, headers, streams."""

import threading

import pytest

from http_client import EVENTS, Exchange, ask, post
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY, opening, request

LOG, ACKNOWLEDGED = "notifications/message", "notifications/subscriptions/acknowledged"


@pytest.fixture
def address(fixture_http) -> str:
    return fixture_http


@pytest.mark.parametrize("body", [opening("2025-11-25"), request("server/discover")])
def test_a_strangers_host_or_origin_is_refused_and_ones_own_is_not(address, body):
    stranger = "evil.example.com"
    assert 400 <= ask(address, body, {"Host": stranger, "Origin": f"http://{stranger}"}).status < 500
    assert 400 <= ask(address, body, {"Host": stranger}).status < 500
    assert 400 <= ask(address, body, {"Origin": f"http://{stranger}"}).status < 500
    assert ask(address, body, {"Host": address, "Origin": f"http://{address}"}).status == 200
    assert ask(address, body).status == 200


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
    assert (reply.status, reply.code, reply.message["id"]) == (400, -32602, 101)


def test_a_client_need_not_name_itself(address):
    reply = post(address, request("server/discover", id=105))
    assert reply.status == 200 and REVISION in reply.message["result"]["supportedVersions"]


def test_an_unknown_version_is_a_bad_request_unless_the_header_differs(address):
    body = request("server/discover", id=301, **{VERSION_KEY: "v999.0.0"})
    reply = post(address, body)
    assert (reply.status, reply.code, reply.message["id"]) == (400, -32022, 301)
    data = reply.message["error"]["data"]
    assert REVISION in data["supported"] and data["requested"] == "v999.0.0"
    reply = post(address, body, MCP_Protocol_Version=REVISION)
    assert (reply.status, reply.code) == (400, -32020)


OTHER_ERA = ["initialize", "ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe"]


@pytest.mark.parametrize("params", [{}, {"name": "n", "uri": "test://static-text", "taskId": "t"}])
@pytest.mark.parametrize("method", [*OTHER_ERA, "tasks/result", "tasks/list", "unknown/method"])
def test_what_this_revision_does_not_have_is_not_found(address, method, params):
    reply = post(address, request(method, params, id=500))
    assert (reply.status, reply.code, reply.message["id"]) == (404, -32601, 500)


def test_an_unknown_tool_is_an_error_of_the_call(address):
    reply = post(address, request("tools/call", {"name": "no such tool", "arguments": {}}))
    assert (reply.status, reply.code) == (200, -32602)


@pytest.mark.parametrize("body", [[], {"jsonrpc": "2.0", "id": None, "method": "ping"}])
def test_a_batch_and_what_is_no_message_are_bad_requests(address, body):
    assert ask(address, body, {}).status == 400


def test_a_capability_that_is_missing_makes_a_bad_request(address):
    reply = post(address, request("tools/call", {"name": "test_missing_capability", "arguments": {}}, id=401))
    assert (reply.status, reply.code, reply.message["id"]) == (400, -32021, 401)
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
