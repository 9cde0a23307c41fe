"""`subscriptions/listen` of the conformance fixture (2026-07-28)."""

import pytest

from payloads import CAPABILITIES_KEY, REVISION, VERSION_KEY

SUBSCRIPTION_KEY = "io.modelcontextprotocol/subscriptionId"
ACKNOWLEDGED = "notifications/subscriptions/acknowledged"
TOOLS, PROMPTS = "notifications/tools/list_changed", "notifications/prompts/list_changed"


@pytest.fixture
def talk(converse):
    return converse(REVISION)


def listen(talk, **notifications) -> int:
    """Opens a stream of changes; the first that comes on it says what will."""
    id = talk.begin("subscriptions/listen", {"notifications": notifications})
    acknowledgement = talk.receive()
    assert acknowledgement["method"] == ACKNOWLEDGED
    assert acknowledgement["params"]["_meta"][SUBSCRIPTION_KEY] == id
    assert acknowledgement["params"]["notifications"] == notifications
    return id


def calling(talk, name: str, *expected: tuple[str, int]) -> None:
    """Calls a tool; beside its answer exactly the expected notifications come, each of a subscription."""
    id = talk.begin("tools/call", {"name": name})
    messages = [talk.receive() for _ in range(1 + len(expected))]
    answers = [message for message in messages if "method" not in message]
    assert [answer["id"] for answer in answers] == [id]
    told = [(m["method"], m["params"]["_meta"][SUBSCRIPTION_KEY]) for m in messages if "method" in m]
    assert sorted(told) == sorted(expected)


def coming(talk, name: str, method: str, id: int) -> None:
    """Calls a tool that changes something twice, which may be told in one notification or in two."""
    call = talk.begin("tools/call", {"name": name})
    answered = told = False
    while not (answered and told):
        message = talk.receive()
        if "method" in message:
            assert (message["method"], message["params"]["_meta"][SUBSCRIPTION_KEY]) == (method, id)
            told = True
        else:
            assert message["id"] == call and "result" in message
            answered = True


def test_changes_reach_who_listens_for_them(talk):
    tools = listen(talk, toolsListChanged=True)
    coming(talk, "test_trigger_tool_change", TOOLS, tools)


def test_prompts_too(talk):
    coming(talk, "test_trigger_prompt_change", PROMPTS, listen(talk, promptsListChanged=True))


def test_nothing_comes_that_was_not_asked_for(talk):
    id = listen(talk, promptsListChanged=True)
    calling(talk, "test_trigger_tool_change")
    calling(talk, "test_trigger_resource_update")
    coming(talk, "test_trigger_prompt_change", PROMPTS, id)
    assert {told["method"] for told in talk.notifications} == {ACKNOWLEDGED, PROMPTS}


def test_a_resource_that_was_named_is_told_of(talk):
    id = listen(talk, resourceSubscriptions=["test://watched-resource"])
    calling(talk, "test_trigger_resource_update", ("notifications/resources/updated", id))
    assert talk.notifications[-1]["params"]["uri"] == "test://watched-resource"


def test_two_streams_on_one_connection_are_told_apart(talk):
    one = listen(talk, resourceSubscriptions=["test://watched-resource"])
    other = listen(talk, resourceSubscriptions=["test://watched-resource"])
    updated = "notifications/resources/updated"
    calling(talk, "test_trigger_resource_update", (updated, one), (updated, other))


def test_a_stream_that_is_cancelled_is_told_nothing_more(talk):
    id = listen(talk, resourceSubscriptions=["test://watched-resource"])
    talk.notify("notifications/cancelled", {"requestId": id})
    calling(talk, "test_trigger_resource_update")
    assert talk.finish() == []


def test_without_a_filter_only_the_acknowledgement_comes(talk):
    listen(talk)
    calling(talk, "test_trigger_tool_change")


def test_a_filter_that_is_none_is_refused(talk):
    meta = {VERSION_KEY: REVISION, CAPABILITIES_KEY: talk.capabilities}
    for params in [{}, {"notifications": []}, {"notifications": {"toolsListChanged": 1}}]:
        message = {"jsonrpc": "2.0", "id": "x", "method": "subscriptions/listen", "params": {**params, "_meta": meta}}
        assert talk.response(talk.send(message))["error"]["code"] == -32602
