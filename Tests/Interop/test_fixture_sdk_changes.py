"""The PyPI `mcp` SDK 2.x is told by the conformance fixture what changes, and turns its pages."""

import anyio
import mcp
import pytest
from mcp.client.subscriptions import ListenNotSupportedError, PromptsListChanged, ResourceUpdated, ToolsListChanged

from payloads import REVISION
from rialto_process import FIXTURE, Server
from sdk_client import Person, connected, text

WATCHED = "test://watched-resource"

pytestmark = [
    pytest.mark.anyio,
    pytest.mark.usefixtures("no_child_left"),
    pytest.mark.filterwarnings("ignore::mcp.MCPDeprecationWarning"),
]


async def test_a_legacy_session_is_told_of_lists_and_of_resources(fixture_place):
    person = Person()
    async with connected("legacy", *fixture_place, person=person) as client:
        await client.call_tool("test_trigger_tool_change")
        await person.wait_for("notifications/tools/list_changed")
        await client.call_tool("test_trigger_prompt_change")
        await person.wait_for("notifications/prompts/list_changed")
        await client.subscribe_resource(WATCHED)
        await client.call_tool("test_trigger_resource_update")
        await person.wait_for("notifications/resources/updated")
        await client.unsubscribe_resource(WATCHED)
        with pytest.raises(ListenNotSupportedError):
            async with client.listen(tools_list_changed=True):
                pass


@pytest.mark.parametrize(
    "wanted, tool, event",
    [
        ({"tools_list_changed": True}, "test_trigger_tool_change", ToolsListChanged()),
        ({"prompts_list_changed": True}, "test_trigger_prompt_change", PromptsListChanged()),
        ({"resource_subscriptions": [WATCHED]}, "test_trigger_resource_update", ResourceUpdated(WATCHED)),
    ],
)
async def test_who_listens_is_told(fixture_place, wanted, tool, event):
    async with connected(REVISION, *fixture_place) as client, client.listen(**wanted) as changes:
        assert changes.honored.model_dump(exclude_none=True) == wanted
        await client.call_tool(tool)
        assert await anext(changes) == event


async def test_two_listeners_hear_their_own(fixture_place):
    async with (
        connected(REVISION, *fixture_place) as client,
        client.listen(tools_list_changed=True) as tools,
        client.listen(resource_subscriptions=[WATCHED]) as resources,
    ):
        await client.call_tool("test_trigger_tool_change")
        await client.call_tool("test_trigger_resource_update")
        assert await anext(tools) == ToolsListChanged()
        assert await anext(resources) == ResourceUpdated(WATCHED)


@pytest.mark.parametrize("mode", ["legacy", "auto"])
async def test_pages(mode):
    async with connected(mode, "--limits-page-size", "3") as client:
        names, cursor = [], None
        while True:
            page = await client.list_tools(cursor=cursor)
            names += [tool.name for tool in page.tools]
            if (cursor := page.next_cursor) is None:
                break
            assert len(page.tools) == 3
        assert len(names) == len(set(names)) > 20
        with pytest.raises(mcp.MCPError) as failure:
            await client.list_tools(cursor="forged")
        assert failure.value.code == -32602


async def test_a_listener_may_leave_and_the_rest_goes_on(fixture_place):
    async with connected(REVISION, *fixture_place) as client:
        async with anyio.create_task_group() as group:

            async def listen(*, task_status=anyio.TASK_STATUS_IGNORED) -> None:
                async with client.listen(tools_list_changed=True) as changes:
                    task_status.started()
                    async for _ in changes:
                        pass

            await group.start(listen)
            group.cancel_scope.cancel()
        assert text(await client.call_tool("test_simple_text"))


async def test_a_server_that_drains_ends_what_listens_in_peace():
    with Server(None, program=FIXTURE) as server:
        async with (
            connected(REVISION, "--connect", server.address) as client,
            client.listen(tools_list_changed=True) as changes,
        ):
            server.terminate()
            # An abrupt end would raise SubscriptionLost.
            assert [change async for change in changes] == []
            assert server.wait() == 0
