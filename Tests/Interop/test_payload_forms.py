"""The payload of an Any: Struct and its kin, equal as values, and JSONPayload, token for token."""

import json
import math

import pytest
from google.protobuf import struct_pb2, wrappers_pb2

from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY, as_struct, json_text, stateless, tool, type_name

META_TEXT = f'"_meta":{{"{VERSION_KEY}":"{REVISION}","{CAPABILITIES_KEY}":{{}}'


def echo_text(text_token: str) -> str:
    """The params of a call of echo as JSON text, with this token as its text."""
    return '{"name":"echo","arguments":{"text":' + text_token + "}," + META_TEXT + "}}"


@pytest.fixture
def json_client(connect, server):
    """A client of today's form, with params as JSONPayload."""
    return connect(server, as_json=True)


def test_the_answer_has_the_form_of_the_request(client, json_client):
    for method, params in [("tools/list", stateless()), ("tools/call", stateless(tool("echo", text="x")))]:
        assert type_name(client.execute(method, params).message.result) == "google.protobuf.Struct"
        assert type_name(json_client.execute(method, params).message.result) == "mcp.JSONPayload"


def test_both_forms_say_the_same(client, json_client):
    for method in ("tools/list", "resources/templates/list", "server/discover"):
        assert client.execute(method, stateless()).result == json_client.execute(method, stateless()).result


def test_error_data_has_the_form_of_the_request(json_client):
    error = json_client.execute("tools/list", stateless(**{VERSION_KEY: "2099-01-01"})).error
    assert type_name(error.data) == "mcp.JSONPayload"


@pytest.mark.parametrize("wanted, name", [(None, "google.protobuf.Struct"), ("json", "mcp.JSONPayload")])
def test_without_params_metadata_chooses_the_form(client, wanted, name):
    metadata = [("mcp-payload", wanted)] if wanted else []
    assert type_name(client.execute("ping", metadata=metadata).message.result) == name


def test_a_struct_may_come_as_a_value(client):
    value = struct_pb2.Value(struct_value=as_struct(stateless(tool("echo", text="x"))))
    assert client.execute("tools/call", value).result["structuredContent"] == {"text": "x"}


@pytest.mark.parametrize("text", ["", "plain", 'quote " and \\ and /', "\x00\x01\x1f\x7f", "\u00e9\u4e16\U0001f980", "x" * 100_000])
def test_text_survives_both_forms(client, json_client, text):
    for caller in (client, json_client):
        assert caller.execute("tools/call", stateless(tool("echo", text=text))).result["content"][0]["text"] == text


@pytest.mark.parametrize("token", [r'"caf\u00e9"', r'"a\/b"', r'"\ud83e\udd80"', '"\u00e9"', r'"\u0041\t"'])
def test_json_strings_keep_their_escapes(json_client, token):
    answer = json_client.execute("tools/call", echo_text(token))
    assert f'"structuredContent":{{"text":{token}}}'.encode() in json_text(answer.message.result, answer.form)


@pytest.mark.parametrize("token", ["9007199254740993", "12345678901234567", '"t"', "-0"])
def test_json_numbers_keep_their_digits(json_client, token):
    params = '{"name":"wait","arguments":{"milliseconds":1},' + META_TEXT + f',"progressToken":{token}}}}}'
    _, answers = json_client.server_stream("tools/call", params, id=1)
    *notifications, answer = answers
    assert len(notifications) == 10 and answer.result
    for notification in notifications:
        assert f'"progressToken":{token}'.encode() in json_text(notification.message.params, notification.form)


def test_struct_numbers_that_are_integral_are_integers(client):
    params = stateless(tool("wait", milliseconds=1.0))
    assert client.execute("tools/call", params).result["content"][0]["text"] == "Waited 1 ms"


def test_an_integer_may_be_written_with_a_fraction_of_zero(json_client):
    params = stateless(tool("wait", milliseconds=1.0))
    assert "1.0" in json.dumps(params)
    assert json_client.execute("tools/call", params).result["structuredContent"]["milliseconds"] == 1


@pytest.mark.parametrize("number", [math.nan, math.inf, -math.inf])
def test_struct_numbers_that_json_lacks_are_invalid_params(client, number):
    struct = as_struct(stateless(tool("wait")))
    struct["arguments"]["milliseconds"] = number
    assert client.execute("tools/call", struct).error.code == -32602


def test_a_value_without_a_kind_is_invalid_params(client):
    struct = as_struct(stateless(tool("echo")))
    struct.fields["arguments"].struct_value.fields["text"].Clear()
    assert client.execute("tools/call", struct).error.code == -32602


def test_params_that_are_no_object_are_invalid_params(client):
    items = struct_pb2.ListValue(values=[struct_pb2.Value(string_value="x")])
    for params in (items, struct_pb2.Value(number_value=7), struct_pb2.Value(list_value=items), "[1]", '"text"', "7"):
        error = client.execute("tools/list", params).error
        assert error.code == -32602, params


def test_an_any_of_another_type_is_invalid_params(client):
    error = client.execute("tools/list", wrappers_pb2.StringValue(value="x")).error
    assert error.code == -32602 and "JSONPayload" in error.message


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b'{"a":1,}', b'{"a":1 "b":2}', b'{"a":01}', b'{"a":"\xff"}', b'{"a":1,"a":2}', b"{}{}", b'{"a":"\\ud800"}'],
)
def test_json_that_is_none_is_refused(client, text):
    assert client.execute("tools/list", text).error.code in (-32700, -32602)


def test_json_too_deep_is_refused_and_the_server_goes_on(client):
    assert client.execute("tools/list", '{"a":' + "[" * 100_000 + "]" * 100_000 + "}").error.code in (-32700, -32602)
    assert client.execute("ping").result == {}


def test_a_type_is_known_by_what_follows_the_last_slash(client):
    request = client.request("tools/call", stateless(tool("echo", text="x")))
    request.params.type_url = "types.example.com/of/ours/google.protobuf.Struct"
    assert client.send(request).result["structuredContent"] == {"text": "x"}


def test_one_stream_carries_both_forms(client, json_client, server):
    with client.exchange() as stream:
        assert type_name(stream.ask("tools/list", stateless()).message.result) == "google.protobuf.Struct"
        assert type_name(stream.ask("tools/list", json.dumps(stateless())).message.result) == "mcp.JSONPayload"
