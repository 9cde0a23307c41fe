"""The PyPI `fastmcp` client drives the conformance fixture over HTTP, with and without a bridge, in both eras."""

import anyio
import pytest
from fastmcp import Client
from fastmcp.client.elicitation import ElicitResult
from fastmcp.exceptions import ToolError
from mcp import MCPError
from mcp_types import PromptReference

from http_client import mcp_url
from payloads import REVISION
from rialto_process import PATIENCE

LEGACY = "legacy"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning"),
    pytest.mark.parametrize("mode", [LEGACY, "auto", REVISION]),
]


class Person:
    """Who sits at the client."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.logged: list[str] = []
        self.steps: list[tuple[float, float | None]] = []

    async def elicit(self, message, response_type, params, context):
        self.asked.append(message)
        return ElicitResult(action="accept", content={"username": "alice", "email": "alice@example.com"})

    async def sample(self, messages, params, context):
        self.asked.append(messages[0].content.text)
        return "said by a model"

    async def log(self, message) -> None:
        self.logged.append(message.data)

    async def progress(self, progress, total, message) -> None:
        self.steps.append((progress, total))


@pytest.fixture
def person() -> Person:
    return Person()


@pytest.fixture
def client(fixture_http, mode, person) -> Client:
    return Client(
        mcp_url(fixture_http), mode=mode, timeout=PATIENCE, roots=["file:///home/alice"],
        elicitation_handler=person.elicit, sampling_handler=person.sample, log_handler=person.log,
        progress_handler=person.progress,
    )  # fmt: skip


async def test_it_agrees_on_a_revision_and_lists_everything(client, mode):
    async with client:
        assert client.protocol_version == ("2025-11-25" if mode == LEGACY else REVISION)
        assert {"test_simple_text", "test_elicitation"} <= {tool.name for tool in await client.list_tools()}
        assert "test_simple_prompt" in {prompt.name for prompt in await client.list_prompts()}
        assert "test://static-text" in {str(resource.uri) for resource in await client.list_resources()}
        (template,) = await client.list_resource_templates()
        assert template.uri_template == "test://template/{id}/data"


async def test_tools_prompts_resources_and_completion(client):
    async with client:
        result = await client.call_tool("test_multiple_content_types")
        assert [content.type for content in result.content] == ["text", "image", "resource"]
        with pytest.raises(ToolError, match="intentionally"):
            await client.call_tool("test_error_handling")
        prompt = await client.get_prompt("test_prompt_with_arguments", {"arg1": "hello", "arg2": "world"})
        assert "hello" in prompt.messages[0].content.text
        reference = PromptReference(name="test_prompt_with_arguments")
        assert (await client.complete(reference, {"name": "arg1", "value": "park"})).values == ["park"]
        (made,) = await client.read_resource("test://template/123/data")
        assert "123" in made.text
        with pytest.raises(MCPError):
            await client.read_resource("test://nonexistent")


async def test_what_is_said_on_the_way(client, mode, person):
    async with client:
        await client.call_tool("test_tool_with_progress")
        assert person.steps == [(0, 100), (50, 100), (100, 100)]
        if mode == LEGACY:
            await client.set_logging_level("info")
            await client.call_tool("test_tool_with_logging")
            assert len(person.logged) == 3


async def test_questions(client, person):
    async with client:
        result = await client.call_tool("test_elicitation", {"message": "Who are you?"})
        assert "alice@example.com" in result.content[0].text
        result = await client.call_tool("test_sampling", {"prompt": "Say it"})
        assert result.content[0].text == "LLM response: said by a model"
        result = await client.call_tool("test_input_required_result_list_roots")
        assert result.content[0].text == "Roots: file:///home/alice"
    assert person.asked == ["Who are you?", "Say it"]


async def test_many_calls_at_once(client):
    texts = {}

    async def call(number: int) -> None:
        arguments = {"arg1": f"call {number}", "arg2": "x"}
        texts[number] = (await client.get_prompt("test_prompt_with_arguments", arguments)).messages[0].content.text

    async with client, anyio.create_task_group() as group:
        for number in range(50):
            group.start_soon(call, number)
    assert len(texts) == 50 and all(f"call {number}'" in text for number, text in texts.items())
