"""ExecuteRequest: one request, one answer, by clients of both forms of the .proto."""

import base64

import grpc
import pytest

from payloads import LEGACY_REVISIONS, REVISION, SERVER_KEY, VERSION_KEY, handshake, stateless, tool

TOOLS = ["create_directory", "delete_file", "echo", "list_directory", "read_file", "wait", "write_file"]


@pytest.mark.parametrize("revision", LEGACY_REVISIONS)
def test_initialize_opens_a_session_of_each_legacy_revision(first_client, revision):
    session = first_client.open_session(revision)
    tools = first_client.execute("tools/list", metadata=session).result["tools"]
    assert sorted(tool["name"] for tool in tools) == TOOLS


def test_initialize_offers_the_newest_handshake_revision_to_an_unknown_one(first_client):
    answer = first_client.execute("initialize", handshake("1999-01-01"))
    assert answer.result["protocolVersion"] == "2025-11-25"
    assert set(answer.result["capabilities"]) == {"tools", "resources"}
    assert answer.result["serverInfo"]["name"] == "rialto"
    assert answer.metadata["mcp-session-id"].isascii()


def test_two_sessions_are_two(first_client):
    assert first_client.open_session() != first_client.open_session()


def test_an_unknown_session_is_refused(first_client):
    answer = first_client.execute("tools/list", metadata=[("mcp-session-id", "0" * 32)])
    assert answer.error.code == -32602


def test_a_stateless_request_needs_no_handshake(first_client):
    result = first_client.execute("tools/call", stateless(tool("echo", text="hello"))).result
    assert result["resultType"] == "complete"
    assert result["content"] == [{"type": "text", "text": "hello"}]
    assert result["structuredContent"] == {"text": "hello"}
    assert result["_meta"][SERVER_KEY]["name"] == "rialto"


def test_discover_names_every_revision(first_client):
    result = first_client.execute("server/discover", stateless()).result
    assert sorted(result["supportedVersions"]) == [*LEGACY_REVISIONS, REVISION]
    assert set(result["capabilities"]) == {"tools", "resources"}
    assert result["ttlMs"] >= 0 and result["cacheScope"] in ("public", "private")


@pytest.mark.parametrize("version", ["2099-01-01", "2025-11-25"])
def test_per_request_metadata_of_another_revision_is_unsupported(first_client, version):
    error = first_client.execute("tools/list", stateless(**{VERSION_KEY: version}))
    assert error.error.code == -32022
    assert error.error_data["requested"] == version
    assert REVISION in error.error_data["supported"]


def test_a_request_with_neither_way_in_is_told_both(first_client):
    error = first_client.execute("tools/list").error
    assert error.code == -32602
    assert "initialize" in error.message and VERSION_KEY in error.message


def test_ping_needs_no_session(first_client):
    assert first_client.execute("ping").result == {}


def test_ping_is_gone_from_the_stateless_revision(first_client):
    assert first_client.execute("ping", stateless()).error.code == -32601


@pytest.mark.parametrize("method", ["no/such", "tools/list/", "", "rpc.discover"])
def test_an_unknown_method_is_not_found(first_client, method):
    assert first_client.execute(method, stateless()).error.code in ((-32601,) if method else (-32600, -32601))


def test_answers_to_a_client_of_the_first_form_have_its_fields_only(first_client, full_form):
    for method, params in [("ping", None), ("tools/list", stateless()), ("no/such", stateless())]:
        message = first_client.execute(method, params).message
        as_today = full_form.messages.MCPResponse.FromString(message.SerializeToString())
        assert {field.number for field, _ in as_today.ListFields()} <= {1, 2, 3, 4}


@pytest.mark.parametrize("id", ["", "1", "ids may be any text: \u00e9 \u4e16 \U0001f980", 0, 7, -1, 2**63 - 1, -(2**63)])
def test_an_id_comes_back_as_it_was_sent(client, id):
    message = client.execute("ping", id=id).message
    if isinstance(id, int):
        assert message.integer_id == id and not message.HasField("id")
    else:
        assert message.HasField("id") and message.id == id and not message.HasField("integer_id")


def test_both_ids_at_once_are_refused(client):
    request = client.request("ping", id="1")
    request.integer_id = 1
    assert client.send(request).error.code == -32600


def test_a_notification_gets_an_empty_response(client, first_client):
    for caller in (client, first_client):
        empty = caller.form.messages.MCPResponse()
        assert caller.execute("notifications/initialized", id=None).message == empty
        assert caller.execute("notifications/cancelled", {"requestId": "9"}, id=None).message == empty


def test_unary_drops_progress(client):
    params = stateless(tool("wait", milliseconds=20), progressToken="t")
    assert client.execute("tools/call", params).result["structuredContent"] == {"milliseconds": 20}


def test_subscriptions_over_unary_name_the_call_to_use(client):
    error = client.execute("subscriptions/listen", stateless({"notifications": {}})).error
    assert "StreamRequests" in error.message or "ServerStream" in error.message


def encoded(value: str) -> str:
    return "=?base64?" + base64.b64encode(value.encode()).decode() + "?="


@pytest.mark.parametrize("copy", [str, encoded])
def test_mirrored_metadata_that_agrees_is_accepted(client, copy):
    metadata = [("mcp-protocol-version", REVISION), ("mcp-method", copy("tools/call")), ("mcp-name", copy("echo"))]
    answer = client.execute("tools/call", stateless(tool("echo", text="x")), metadata=metadata)
    assert answer.result["structuredContent"] == {"text": "x"}


@pytest.mark.parametrize(
    "copy",
    [
        ("mcp-protocol-version", "2025-11-25"),
        ("mcp-method", "tools/list"),
        ("mcp-name", "wait"),
        ("mcp-name", encoded("wait")),
        ("mcp-name", "=?base64?not base64?="),
    ],
)
def test_mirrored_metadata_that_differs_is_refused(client, copy):
    answer = client.execute("tools/call", stateless(tool("echo", text="x")), metadata=[copy])
    assert answer.error.code == -32020


@pytest.mark.parametrize("revision", LEGACY_REVISIONS)
def test_bad_arguments_are_answered_as_the_revision_says(first_client, revision):
    session = first_client.open_session(revision)
    answer = first_client.execute("tools/call", tool("echo", text=7), metadata=session)
    if revision < "2025-11-25":
        assert answer.error.code == -32602 and "/params/arguments/text" in answer.error.message
    else:
        assert answer.result["isError"] is True and "text" in answer.result["content"][0]["text"]


def test_bad_arguments_of_a_stateless_call_are_the_tools_own_error(first_client):
    result = first_client.execute("tools/call", stateless(tool("echo", text="x", more=1))).result
    assert result["isError"] is True and "structuredContent" not in result


def test_an_unknown_tool_is_invalid_params(first_client):
    error = first_client.execute("tools/call", stateless(tool("no_such_tool"))).error
    assert error.code == -32602 and "no_such_tool" in error.message


@pytest.mark.parametrize("params", [{}, {"name": 7}, {"name": "echo", "arguments": []}])
def test_params_of_the_wrong_shape_name_the_place(first_client, params):
    error = first_client.execute("tools/call", stateless(params)).error
    assert error.code == -32602 and "/params/" in error.message


def test_the_original_health_check(first_client):
    answer = first_client.stub.HealthCheck(first_client.form.messages.HealthCheckRequest())
    assert answer.healthy and answer.status == "SERVING"


def test_an_unknown_rpc_is_unimplemented(client):
    call = client.channel.unary_unary("/mcp.MCPService/NoSuchCall")
    with pytest.raises(grpc.RpcError) as failure:
        call(b"")
    assert failure.value.code() == grpc.StatusCode.UNIMPLEMENTED
