"""What the conformance suite asks of a legacy session that only Streamable HTTP can show."""

import pytest

from http_client import EVENTS, Exchange, ask
from payloads import opening, request


@pytest.fixture
def address(fixture_http) -> str:
    return fixture_http


def open_session(address: str, revision: str = "2025-11-25") -> dict[str, str]:
    """The headers of what belongs to a session."""
    reply = ask(address, opening(revision))
    assert reply.status == 200, reply
    id = reply.headers["mcp-session-id"]
    assert id and all("!" <= letter <= "~" for letter in id), "a session id is visible ASCII"
    session = {"Mcp-Session-Id": id, "MCP-Protocol-Version": reply.message["result"]["protocolVersion"]}
    accepted = ask(address, {"jsonrpc": "2.0", "method": "notifications/initialized"}, session)
    assert (accepted.status, accepted.body) == (202, b"")
    return session


@pytest.mark.parametrize("revision", ["2025-03-26", "2025-06-18", "2025-11-25"])
def test_a_session_that_was_ended_is_unknown(address, revision):
    session = open_session(address, revision)
    lists = {"jsonrpc": "2.0", "id": 2, "method": "tools/list", "params": {}}
    assert ask(address, lists, session).message["result"]["tools"]
    assert 200 <= Exchange(address, "DELETE", headers=session).reply().status < 300
    assert ask(address, lists, session).status == 404
    assert Exchange(address, "DELETE", headers=session).reply().status == 404
    assert ask(address, lists, open_session(address, revision)).status == 200


def test_a_get_without_a_session_is_not_allowed_and_with_one_is_a_stream(address):
    listening = {"Accept": EVENTS}
    assert Exchange(address, "GET", headers=listening).reply().status == 405
    session = open_session(address)
    stream = Exchange(address, "GET", headers={**listening, **session})
    assert stream.status == 200 and stream.is_stream
    change = {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "test_trigger_tool_change"}}
    assert "result" in ask(address, change, session).message
    assert told(stream) == "notifications/tools/list_changed"
    stream.leave()


def told(stream: Exchange) -> str:
    """The method of the next message on a stream."""
    return next(event.message["method"] for event in stream.events() if event.data)


def test_a_call_whose_stream_closes_goes_on_by_the_last_event_id(address):
    session = open_session(address)
    call = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": {"name": "test_reconnection", "arguments": {}}}
    first = ask(address, call, session)
    assert first.status == 200 and first.headers["content-type"] == EVENTS
    priming = first.events[0]
    assert priming.id and priming.data == "" and priming.retry is not None
    assert not any(event.data and "result" in event.message for event in first.events), "it closes before the result"
    again = {**session, "Accept": EVENTS, "Last-Event-ID": first.events[-1].id}
    resumed = Exchange(address, "GET", headers=again)
    answers = [event.message for event in resumed.events() if event.data]
    assert answers[-1]["id"] == 1 and not answers[-1]["result"].get("isError")


def test_three_lists_at_once_are_all_answered(address):
    session = open_session(address)
    for bodies, headers in [
        ([request("tools/list", id=id) for id in range(1000, 1003)], {}),
        ([{"jsonrpc": "2.0", "id": id, "method": "tools/list", "params": {}} for id in range(1000, 1003)], session),
    ]:
        exchanges = [Exchange(address, "POST", body, headers) for body in bodies]
        for body, exchange in zip(bodies, exchanges):
            reply = exchange.reply()
            assert reply.status == 200 and reply.message["id"] == body["id"] and reply.message["result"]["tools"]
