"""Clients written by others behind a bridge, over HTTP and WebSocket, in every mode that they have."""

import json
import os
import subprocess
from pathlib import Path

import fastmcp
import pytest

from payloads import REVISION
from rialto_process import PATIENCE, Bridge, environment
from sdk_client import Person, connected, text

pytestmark = [pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning")]


@pytest.fixture(scope="module")
def bridge(fixture_server):
    with Bridge(fixture_server.address) as bridge:
        yield bridge


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto", REVISION])
async def test_mcp_2(bridge, mode):
    person = Person()
    async with connected(mode, f"http://{bridge.address}/mcp", person=person) as client:
        assert client.protocol_version == ("2025-11-25" if mode == "legacy" else REVISION)
        assert "alice" in text(await client.call_tool("test_elicitation", {"message": "Who?"}))
        assert "said by a model" in text(await client.call_tool("test_sampling", {"prompt": "Say"}))
        assert "home" in text(await client.call_tool("test_input_required_result_list_roots"))
        steps = []

        async def note(progress, total, message) -> None:
            steps.append(progress)

        await client.call_tool("test_tool_with_progress", progress_callback=note)
        assert steps == [0, 50, 100] and person.asked == ["Who?", "Say", "roots"]
        if mode == "legacy":
            await client.subscribe_resource("test://watched-resource")
            await client.call_tool("test_trigger_resource_update")
            await person.wait_for("notifications/resources/updated")
            await client.call_tool("test_trigger_tool_change")
            await person.wait_for("notifications/tools/list_changed")
        else:
            async with client.listen(resource_subscriptions=["test://watched-resource"]) as changes:
                await client.call_tool("test_trigger_resource_update")
                assert await anext(changes)


@pytest.mark.parametrize("path", ["http://{}/mcp", "ws://{}/ws"])
def test_mcp_1_uses_everything(bridge, path):
    python = os.environ.get("RIALTO_MCP1_PYTHON")
    if python is None:
        pytest.skip("RIALTO_MCP1_PYTHON does not name a Python with mcp 1.30 (Tools/test sets it)")
    command = [python, str(Path(__file__).with_name("sdk1_fixture.py")), path.format(bridge.address)]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE, env=environment())
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert seen["sampled"] == "LLM response: an answer to Q" and seen["progress"] == [0, 50, 100]
    assert len(seen["elicited"]) == 3 and seen["after cancelling"] and seen["missing"]["uri"]


@pytest.mark.anyio
@pytest.mark.parametrize("mode", ["legacy", "auto", REVISION])
async def test_fastmcp(bridge, mode):
    asked, logged = [], []

    async def elicit(message, response_type, params, context):
        asked.append(message)
        return fastmcp.client.elicitation.ElicitResult(action="accept", content={"username": "alice", "email": "e"})

    async def sample(messages, params, context):
        asked.append(messages[0].content.text)
        return "said by a model"

    async def log(message) -> None:
        logged.append(message.data)

    client = fastmcp.Client(
        f"http://{bridge.address}/mcp", mode=mode, timeout=PATIENCE,
        elicitation_handler=elicit, sampling_handler=sample, log_handler=log,
    )  # fmt: skip
    async with client:
        assert "alice" in (await client.call_tool("test_elicitation", {"message": "Who?"})).content[0].text
        assert "said by" in (await client.call_tool("test_sampling", {"prompt": "Say"})).content[0].text
        if mode == "legacy":
            await client.set_logging_level("info")
            await client.call_tool("test_tool_with_logging")
            assert len(logged) == 3
    assert asked == ["Who?", "Say"]
