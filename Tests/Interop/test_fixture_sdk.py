"""The PyPI `mcp` SDK 2.x drives the conformance fixture, in both eras, over stdio, through the bridge to gRPC, and over HTTP."""

import anyio
import mcp
import mcp_types as types
import pytest

from payloads import REVISION
from sdk_client import Person, connected, text

LEGACY = "legacy"
MODES = [LEGACY, "auto"]
PREFIX = "test_input_required_result_"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("no_child_left"),
    pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning"),
    pytest.mark.parametrize("mode", MODES),
]


async def test_it_agrees_on_the_newest_revision_of_its_era(mode, fixture_place):
    async with connected(mode, *fixture_place) as client:
        assert client.protocol_version == ("2025-11-25" if mode == LEGACY else REVISION)
        assert client.server_info.name == "conformance-fixture" and client.instructions
        assert client.server_capabilities.completions is not None


@pytest.mark.parametrize(
    "answer, said",
    [
        (types.ElicitResult(action="accept", content={"username": "u", "email": "e"}), '"username":"u"'),
        (types.ElicitResult(action="decline"), "action=decline"),
        (types.ElicitResult(action="cancel"), "action=cancel"),
    ],
)
async def test_elicitation(mode, fixture_place, answer, said):
    person = Person(elicited=answer)
    async with connected(mode, *fixture_place, person=person) as client:
        assert said in text(await client.call_tool("test_elicitation", {"message": "Who are you?"}))
    assert person.asked == ["Who are you?"]


async def test_every_kind_of_field(mode, fixture_place):
    values = {"name": "J", "age": 31, "score": 0.5, "verified": False}
    person = Person(fields={**values, "titledMulti": ["value1", "value3"], "legacyEnum": "value2"})
    async with connected(mode, *fixture_place, person=person) as client:
        said = text(await client.call_tool("test_elicitation_sep1034_defaults", {}))
        assert all(part in said for part in ['"name":"J"', '"age":31', '"score":0.5', '"verified":false'])
        said = text(await client.call_tool("test_elicitation_sep1330_enums", {}))
        assert '"titledMulti":["value1","value3"]' in said and '"legacyEnum":"value2"' in said


async def test_sampling_and_roots(mode, fixture_place):
    person = Person()
    async with connected(mode, *fixture_place, person=person) as client:
        assert text(await client.call_tool("test_sampling", {"prompt": "Say it"})) == "LLM response: said by a model"
        assert text(await client.call_tool(PREFIX + "list_roots")) == "Roots: file:///home/alice"
    assert person.asked == ["Say it", "roots"]


async def test_several_questions_in_one_round_and_in_several(mode, fixture_place):
    person = Person(fields={"name": "Alice", "color": "blue", "context": "whales"})
    async with connected(mode, *fixture_place, person=person) as client:
        said = text(await client.call_tool(PREFIX + "multiple_inputs"))
        assert said == "Received: client_roots, greeting, user_name"
        assert sorted(person.asked) == ["Generate a greeting", "What is your name?", "roots"]
        said = text(await client.call_tool(PREFIX + "multi_round"))
        assert said == "Multi-round complete for Alice who likes blue"
        prompt = await client.get_prompt(PREFIX + "prompt")
        assert prompt.messages[0].content.text == "Use this context: whales"


async def test_questions_of_many_calls_at_once_find_their_way(mode, fixture_place):
    person = Person()
    said = {}

    async def call(client, number: int) -> None:
        arguments = {"message": f"question {number}"}
        said[number] = text(await client.call_tool("test_elicitation", arguments))

    async with connected(mode, *fixture_place, person=person) as client, anyio.create_task_group() as group:
        for number in range(50):
            group.start_soon(call, client, number)
    assert len(said) == 50 and all("alice" in one for one in said.values())
    assert sorted(person.asked) == sorted(f"question {number}" for number in range(50))


async def test_a_client_that_can_answer_nothing_is_not_asked(mode, fixture_place):
    async with connected(mode, *fixture_place) as client:
        with pytest.raises(mcp.MCPError) as failure:
            await client.call_tool("test_elicitation", {"message": "x"})
        assert failure.value.code == -32021
        assert text(await client.call_tool(PREFIX + "capabilities")) == "No supported capabilities declared"


async def test_a_client_that_refuses_ends_the_call(mode, fixture_place):
    async def refuse(context, params):
        return types.ErrorData(code=-1, message="not now")

    async with connected(mode, *fixture_place, elicitation_callback=refuse) as client:
        with pytest.raises(mcp.MCPError, match="not now"):
            await client.call_tool("test_elicitation", {"message": "x"})
        assert text(await client.call_tool("test_simple_text"))


async def test_progress(mode, fixture_place):
    steps = []

    async def note(progress: float, total: float | None, message: str | None) -> None:
        steps.append((progress, total, message))

    async with connected(mode, *fixture_place) as client:
        await client.call_tool("test_tool_with_progress", progress_callback=note)
    assert steps == [(step, 100, f"Completed step {step} of 100") for step in (0, 50, 100)]


async def test_logging(mode, fixture_place):
    person = Person()
    options = {} if mode == LEGACY else {"log_level": "info"}
    async with connected(mode, *fixture_place, person=person, **options) as client:
        if mode == LEGACY:
            await client.set_logging_level("info")
        await client.call_tool("test_tool_with_logging")
    assert person.logged == [
        ("info", "Tool execution started"),
        ("info", "Tool processing data"),
        ("info", "Tool execution completed"),
    ]


async def test_completion_prompts_and_resources(mode, fixture_place):
    async with connected(mode, *fixture_place) as client:
        prompt = types.PromptReference(name="test_prompt_with_arguments")
        found = await client.complete(prompt, {"name": "arg1", "value": "park"})
        assert found.completion.values == ["park"]
        template = types.ResourceTemplateReference(uri="test://template/{id}/data")
        found = await client.complete(template, {"name": "id", "value": "1"})
        assert found.completion.values == ["1", "12", "123"]
        got = await client.get_prompt("test_prompt_with_arguments", {"arg1": "hello", "arg2": "world"})
        assert "hello" in got.messages[0].content.text and "world" in got.messages[0].content.text
        assert (await client.get_prompt("test_prompt_with_image")).messages[0].content.type == "image"
        (made,) = (await client.read_resource("test://template/123/data")).contents
        assert "123" in made.text
        (binary,) = (await client.read_resource("test://static-binary")).contents
        assert binary.blob and binary.mime_type == "image/png"
        (listed,) = (await client.list_resource_templates()).resource_templates
        assert listed.uri_template == "test://template/{id}/data"
        with pytest.raises(mcp.MCPError) as failure:
            await client.read_resource("test://nonexistent")
        assert failure.value.error.data["uri"] == "test://nonexistent"


async def test_a_call_that_is_given_up_is_cancelled(mode, fixture_place):
    """The question that the user never answers goes away with the call; the connection goes on."""
    asked = anyio.Event()

    async def never(context, params):
        asked.set()
        await anyio.sleep_forever()

    async with connected(mode, *fixture_place, elicitation_callback=never) as client:
        async with anyio.create_task_group() as group:
            group.start_soon(client.call_tool, "test_elicitation", {"message": "x"})
            await asked.wait()
            group.cancel_scope.cancel()
        assert text(await client.call_tool("test_simple_text"))
