"""What the conformance fixture lists, and what it says that it can do, in every revision."""

import re

import pytest

from conversation import Conversation
from payloads import LEGACY_REVISIONS, REVISION

REVISIONS = [*LEGACY_REVISIONS, REVISION]
TOOLS = {
    "test_simple_text", "test_image_content", "test_audio_content", "test_embedded_resource",
    "test_multiple_content_types", "test_error_handling", "test_tool_with_progress", "json_schema_2020_12_tool",
    "test_tool_with_logging", "test_sampling", "test_elicitation", "test_elicitation_sep1034_defaults",
    "test_elicitation_sep1330_enums", "test_missing_capability", "test_streaming_elicitation", "test_logging_tool",
    "test_trigger_tool_change", "test_trigger_prompt_change", "test_x_mcp_header",
    *("test_input_required_result_" + name for name in [
        "elicitation", "sampling", "list_roots", "request_state", "multiple_inputs", "multi_round", "tampered_state",
        "capabilities",
    ]),
}  # fmt: skip
PROMPTS = {
    "test_simple_prompt": [],
    "test_prompt_with_arguments": ["arg1", "arg2"],
    "test_prompt_with_embedded_resource": ["resourceUri"],
    "test_prompt_with_image": [],
    "test_input_required_result_prompt": [],
}
RESOURCES = {"test://static-text", "test://static-binary", "test://watched-resource"}

LISTS = {
    "tools/list": "tools",
    "prompts/list": "prompts",
    "resources/list": "resources",
    "resources/templates/list": "resourceTemplates",
}


def pages(talk: Conversation, method: str) -> list[list[dict]]:
    found, cursor = [], {}
    while True:
        page = talk.result(method, cursor)
        found.append(page[LISTS[method]])
        if "nextCursor" not in page:
            return found
        cursor = {"cursor": page["nextCursor"]}


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_tool_has_a_name_a_description_and_a_schema(converse, revision):
    talk = converse(revision)
    tools = talk.result("tools/list")["tools"]
    assert TOOLS <= {tool["name"] for tool in tools}
    assert not talk.call(tools[0]["name"], {}).get("isError")
    for tool in tools:
        assert re.fullmatch(r"[A-Za-z0-9_./-]{1,64}", tool["name"])
        assert tool["description"] and tool["inputSchema"]["type"] == "object"


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_prompt_has_a_description_and_its_arguments(converse, revision):
    prompts = converse(revision).result("prompts/list")["prompts"]
    assert all(prompt["description"] for prompt in prompts)
    assert {
        prompt["name"]: [argument["name"] for argument in prompt.get("arguments", [])] for prompt in prompts
    } == PROMPTS


@pytest.mark.parametrize("revision", REVISIONS)
def test_every_resource_has_a_uri_and_a_name_and_the_first_can_be_read(converse, revision):
    talk = converse(revision)
    resources = talk.result("resources/list")["resources"]
    assert {resource["uri"] for resource in resources} == RESOURCES
    assert all(resource["name"] for resource in resources)
    (contents,) = talk.result("resources/read", {"uri": resources[0]["uri"]})["contents"]
    assert contents["uri"] == resources[0]["uri"] and ("text" in contents or "blob" in contents)
    (template,) = talk.result("resources/templates/list")["resourceTemplates"]
    assert template["uriTemplate"] == "test://template/{id}/data" and template["name"]


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_schema_is_listed_as_it_was_written(converse, revision):
    tools = converse(revision).result("tools/list")["tools"]
    (schema,) = (tool["inputSchema"] for tool in tools if tool["name"] == "json_schema_2020_12_tool")
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["$defs"]["address"]["$anchor"] == "addressDef"
    assert schema["properties"]["address"] == {"$ref": "#/$defs/address"}
    assert schema["allOf"] == [{"anyOf": [{"required": ["phone"]}, {"required": ["email"]}]}]
    assert schema["if"]["properties"] == {"contactMethod": {"const": "phone"}}
    assert schema["then"] == {"required": ["phone"]} and schema["else"] == {"required": ["email"]}
    assert schema["additionalProperties"] is False


@pytest.mark.parametrize("revision", REVISIONS)
def test_pages_together_are_the_whole_list(converse, revision):
    whole, paged = converse(revision), converse(revision, "--limits-page-size", "2")
    for method in LISTS:
        (everything,) = pages(whole, method)
        parts = pages(paged, method)
        assert all(len(part) == 2 for part in parts[:-1])
        assert [entry for part in parts for entry in part] == everything


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_cursor_of_another_list_or_forged_is_refused(converse, revision):
    talk = converse(revision, "--limits-page-size", "2")
    cursor = talk.result("tools/list")["nextCursor"]
    flipped = cursor[:-1] + ("A" if cursor[-1] != "A" else "B")
    for method, wrong in [("prompts/list", cursor), ("tools/list", flipped), ("tools/list", "2"), ("tools/list", "")]:
        assert talk.error(method, {"cursor": wrong})["code"] == -32602


@pytest.mark.parametrize("revision", LEGACY_REVISIONS)
def test_initialize_names_what_has_handlers(converse, revision):
    opening = converse(revision).opening
    assert opening["serverInfo"]["name"] == "conformance-fixture"
    expected = {"logging", "prompts", "resources", "tools"}
    if revision != "2024-11-05":
        expected.add("completions")
    assert set(opening["capabilities"]) - {"tasks"} == expected
    assert opening["capabilities"]["resources"] == {"subscribe": True, "listChanged": True}


def test_discovery_names_the_revisions_and_what_has_handlers(converse):
    found = converse(REVISION).result("server/discover")
    assert set(found["supportedVersions"]) == set(REVISIONS)
    assert set(found["capabilities"]) - {"extensions"} == {"logging", "completions", "prompts", "resources", "tools"}
    assert found["_meta"]["io.modelcontextprotocol/serverInfo"]["name"] == "conformance-fixture"


def test_what_may_be_cached_says_for_how_long_and_for_whom(converse):
    talk = converse(REVISION)
    results = [talk.result(method) for method in [*LISTS, "server/discover"]]
    results.append(talk.result("resources/read", {"uri": "test://static-text"}))
    for result in results:
        assert isinstance(result["ttlMs"], (int, float)) and result["ttlMs"] == int(result["ttlMs"]) >= 0
        assert result["cacheScope"] in ("public", "private") and result["resultType"] == "complete"


@pytest.mark.parametrize("revision", REVISIONS)
def test_three_lists_at_a_time_are_all_answered(converse, revision):
    talk = converse(revision)
    expected = {talk.begin("tools/list") for _ in range(3)}
    answers = [talk.receive() for _ in range(3)]
    assert {answer["id"] for answer in answers} == expected and all("result" in answer for answer in answers)
