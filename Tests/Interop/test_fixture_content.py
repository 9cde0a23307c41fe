"""What the conformance fixture's tools, resources, prompts and completions give, in every revision."""

import base64

import pytest

from conversation import text
from payloads import LEGACY_REVISIONS, REVISION

REVISIONS = [*LEGACY_REVISIONS, REVISION]
AUDIO_REVISIONS = REVISIONS[1:]

pytestmark = pytest.mark.parametrize("revision", REVISIONS)


def test_a_text(converse, revision):
    # Called without any arguments.
    assert text(converse(revision).call("test_simple_text"))


def test_an_image(converse, revision):
    (content,) = converse(revision).call("test_image_content", {})["content"]
    assert content["type"] == "image" and content["mimeType"] == "image/png"
    assert base64.b64decode(content["data"], validate=True).startswith(b"\x89PNG")


def test_a_sound_from_the_revision_on_that_has_them(converse, revision):
    (content,) = converse(revision).call("test_audio_content", {})["content"]
    if revision in AUDIO_REVISIONS:
        assert content["type"] == "audio" and content["mimeType"] == "audio/wav"
        assert base64.b64decode(content["data"], validate=True).startswith(b"RIFF")
    else:
        assert content["type"] == "text" and "audio/wav" in content["text"]


def test_an_embedded_resource(converse, revision):
    (content,) = converse(revision).call("test_embedded_resource", {})["content"]
    assert content["type"] == "resource"
    assert content["resource"]["uri"] and content["resource"]["mimeType"] and content["resource"]["text"]


def test_several_kinds_at_once(converse, revision):
    content = converse(revision).call("test_multiple_content_types", {})["content"]
    assert [part["type"] for part in content] == ["text", "image", "resource"]


def test_a_failure_is_a_result(converse, revision):
    result = converse(revision).call("test_error_handling", {})
    assert result["isError"] is True and text(result)


def test_progress_never_decreases_and_carries_the_token(converse, revision):
    talk = converse(revision)
    for token in ["a token", 7]:
        talk.notifications.clear()
        talk.call("test_tool_with_progress", {}, progressToken=token)
        told = [notification["params"] for notification in talk.notifications]
        assert [(step["progress"], step["total"]) for step in told] == [(0, 100), (50, 100), (100, 100)]
        assert all(step["progressToken"] == token for step in told)


def test_without_a_token_there_is_no_progress(converse, revision):
    talk = converse(revision)
    talk.call("test_tool_with_progress", {})
    assert talk.notifications == []


def test_arguments_are_checked_by_the_schema(converse, revision):
    talk = converse(revision)
    assert "a@example.com" in text(talk.call("json_schema_2020_12_tool", {"email": "a@example.com"}))
    for wrong in [{"contactMethod": "phone", "email": "a@example.com"}, {"email": "a", "unknown": 1}, {}]:
        if revision in REVISIONS[3:]:  # From 2025-11-25 on a model is told, before that a client.
            assert talk.call("json_schema_2020_12_tool", wrong)["isError"] is True
        else:
            assert talk.call_error("json_schema_2020_12_tool", wrong)["code"] == -32602


def test_an_annotated_argument_is_an_argument(converse, revision):
    assert text(converse(revision).call("test_x_mcp_header", {"region": "us-west1"})) == "Region: us-west1"


def test_resources(converse, revision):
    talk = converse(revision)
    (static,) = talk.result("resources/read", {"uri": "test://static-text"})["contents"]
    assert static["uri"] == "test://static-text" and static["text"] and static["mimeType"] == "text/plain"
    (binary,) = talk.result("resources/read", {"uri": "test://static-binary"})["contents"]
    assert binary["mimeType"] == "image/png" and base64.b64decode(binary["blob"], validate=True)
    (made,) = talk.result("resources/read", {"uri": "test://template/123/data"})["contents"]
    assert made["uri"] == "test://template/123/data" and "123" in made["text"]


def test_an_unknown_resource_is_named_in_the_error(converse, revision):
    error = converse(revision).error("resources/read", {"uri": "test://nonexistent"})
    assert error["code"] in ((-32602,) if revision == REVISION else (-32602, -32002))
    assert error["data"]["uri"] == "test://nonexistent"


def test_prompts(converse, revision):
    talk = converse(revision)
    assert talk.result("prompts/get", {"name": "test_simple_prompt"})["messages"][0]["content"]["text"]
    given = {"name": "test_prompt_with_arguments", "arguments": {"arg1": "hello", "arg2": "world"}}
    filled = talk.result("prompts/get", given)["messages"][0]["content"]["text"]
    assert "hello" in filled and "world" in filled
    given = {"name": "test_prompt_with_embedded_resource", "arguments": {"resourceUri": "test://example-resource"}}
    kinds = [message["content"] for message in talk.result("prompts/get", given)["messages"]]
    assert kinds[0]["type"] == "resource" and kinds[0]["resource"]["uri"] == "test://example-resource"
    given = {"name": "test_prompt_with_image"}
    kinds = [message["content"] for message in talk.result("prompts/get", given)["messages"]]
    assert kinds[0]["type"] == "image" and kinds[0]["mimeType"] == "image/png"


@pytest.mark.parametrize("params", [{"name": "no_such_prompt"}, {"name": "test_prompt_with_arguments"}])
def test_prompts_that_cannot_be_got(converse, revision, params):
    assert converse(revision).error("prompts/get", params)["code"] == -32602


def test_completion(converse, revision):
    talk = converse(revision)
    prompt = {"type": "ref/prompt", "name": "test_prompt_with_arguments"}
    template = {"type": "ref/resource", "uri": "test://template/{id}/data"}
    for reference, name, value, expected in [
        (prompt, "arg1", "par", ["paris", "park", "party"]),
        (prompt, "arg1", "pari", ["paris"]),
        (template, "id", "12", ["12", "123"]),
    ]:
        params = {"ref": reference, "argument": {"name": name, "value": value}}
        assert talk.result("completion/complete", params)["completion"]["values"] == expected
    unknown = {"ref": {"type": "ref/prompt", "name": "no_such_prompt"}, "argument": {"name": "a", "value": ""}}
    assert talk.error("completion/complete", unknown)["code"] == -32602
