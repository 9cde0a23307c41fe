"""What the conformance fixture does with the stateless requests of 2026-07-28."""

import pytest

from conversation import text
from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY

LOG_LEVEL_KEY = "io.modelcontextprotocol/logLevel"
VALID = {VERSION_KEY: REVISION, CAPABILITIES_KEY: {}}


@pytest.fixture
def talk(converse):
    return converse(REVISION)


@pytest.mark.parametrize(
    "meta",
    [
        None,
        {},
        {CAPABILITIES_KEY: {}},
        {VERSION_KEY: REVISION},
        {VERSION_KEY: 20260728, CAPABILITIES_KEY: {}},
        {VERSION_KEY: REVISION, CAPABILITIES_KEY: []},
    ],
)
def test_a_request_without_its_metadata_is_refused(talk, meta):
    params = {} if meta is None else {"_meta": meta}
    answer = talk.response(talk.send({"jsonrpc": "2.0", "id": "x", "method": "tools/list", "params": params}))
    assert answer["id"] == "x" and answer["error"]["code"] == -32602


def test_a_client_need_not_say_who_it_is(talk):
    assert talk.ask("tools/list", **{})["result"]["tools"]
    client = {"io.modelcontextprotocol/clientInfo": {"name": "interop", "version": "1"}}
    assert talk.ask("tools/list", **client)["result"]["tools"]


def test_an_unknown_revision_is_told_those_that_are_served(talk):
    error = talk.error("server/discover", **{VERSION_KEY: "1999-01-01"})
    assert error["code"] == -32022
    assert REVISION in error["data"]["supported"] and error["data"]["requested"] == "1999-01-01"


@pytest.mark.parametrize(
    "method", ["ping", "logging/setLevel", "resources/subscribe", "resources/unsubscribe", "no/such/method"]
)
def test_what_this_revision_does_not_have_is_not_found(talk, method):
    params = {"_meta": VALID, "level": "debug", "uri": "test://watched-resource"}
    answer = talk.response(talk.send({"jsonrpc": "2.0", "id": "x", "method": method, "params": params}))
    assert answer["id"] == "x" and answer["error"]["code"] == -32601


def test_initialize_with_the_metadata_of_a_stateless_request_is_not_found(talk):
    client = {"name": "interop", "version": "1"}
    params = {"protocolVersion": REVISION, "capabilities": {}, "clientInfo": client, "_meta": VALID}
    answer = talk.response(talk.send({"jsonrpc": "2.0", "id": "x", "method": "initialize", "params": params}))
    assert answer["error"]["code"] == -32601


def test_a_capability_that_is_needed_and_not_declared_is_named(converse):
    talk = converse(REVISION, capabilities={"elicitation": {}})
    error = talk.call_error("test_missing_capability", {})
    assert error["code"] == -32021 and error["data"]["requiredCapabilities"] == {"sampling": {}}


def test_a_question_comes_as_a_result_after_what_was_reported(talk):
    result = talk.call("test_streaming_elicitation", {}, progressToken="t")
    assert result["resultType"] == "input_required" and talk.questions == []
    assert [told["method"] for told in talk.notifications] == ["notifications/progress"]


@pytest.mark.parametrize("tool", ["test_logging_tool", "test_tool_with_logging"])
def test_logging_is_for_requests_that_ask_for_it(talk, tool):
    assert text(talk.call(tool, {})) and talk.notifications == []
    talk.call(tool, {}, **{LOG_LEVEL_KEY: "warning"})
    assert talk.notifications == []
    talk.call(tool, {}, **{LOG_LEVEL_KEY: "info"})
    assert [told["method"] for told in talk.notifications] == ["notifications/message"] * 3
    talk.call(tool, {})
    assert len(talk.notifications) == 3


def test_every_result_says_what_it_is_and_who_gave_it(talk):
    for method, params in [
        ("tools/call", {"name": "test_simple_text"}),
        ("tools/list", {}),
        ("prompts/list", {}),
        ("prompts/get", {"name": "test_simple_prompt"}),
        ("resources/list", {}),
        ("resources/read", {"uri": "test://static-text"}),
        ("completion/complete", {
            "ref": {"type": "ref/prompt", "name": "test_prompt_with_arguments"},
            "argument": {"name": "arg1", "value": "x"},
        }),
    ]:  # fmt: skip
        result = talk.result(method, params)
        assert result["resultType"] == "complete"
        assert result["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "conformance-fixture"


def test_a_session_and_stateless_requests_share_a_connection(converse):
    talk = converse("2025-11-25")
    params = {"name": "test_simple_text", "_meta": VALID}
    stateless = {"jsonrpc": "2.0", "id": "x", "method": "tools/call", "params": params}
    talk.revision = REVISION
    assert talk.response(talk.send(stateless))["result"]["resultType"] == "complete"
    talk.revision = "2025-11-25"
    assert "resultType" not in talk.call("test_simple_text")
