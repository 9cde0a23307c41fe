"""StreamRequests and ServerStream: many messages on one call, each with its own fate."""

import grpc
import pytest

from payloads import handshake, stateless, tool

LONG = 3_600_000  # milliseconds: a wait that no test sits out


def test_a_hundred_requests_interleave_and_the_slow_first_one_is_answered_last(client):
    with client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=3000)), id="slow")
        for number in range(99):
            stream.send("tools/call", stateless(tool("echo", text=f"text {number}")), id=f"echo {number}")
        answers = stream.finish()
    assert len(answers) == 100
    assert answers[-1].id == "slow"
    assert {answer.id: answer.result["structuredContent"]["text"] for answer in answers[:-1]} == {
        f"echo {number}": f"text {number}" for number in range(99)
    }


def test_blocking_reads_do_not_delay_an_echo(serve, connect, workspace):
    """One thread reads ten large files in turn: an echo sent after them is answered before they are through."""
    client = connect(serve("--limits-blocking-threads", "1"))
    for number in range(10):
        (workspace / f"large {number}").write_text("x" * 1_000_000)
    with client.exchange() as stream:
        for number in range(10):
            stream.send("tools/call", stateless(tool("read_file", path=f"large {number}")), id=f"read {number}")
        stream.send("tools/call", stateless(tool("echo", text="quick")), id="echo")
        answers = stream.finish()
    assert len(answers) == 11 and answers[-1].id != "echo"
    assert all(len(answer.result["content"][0]["text"]) == 1_000_000 for answer in answers if answer.id != "echo")


def test_a_stream_has_a_session_of_its_own(client):
    with client.exchange() as one, client.exchange() as other:
        assert one.ask("initialize", handshake("2025-06-18")).result["protocolVersion"] == "2025-06-18"
        one.send("notifications/initialized", id=None)
        assert one.ask("tools/list").result["tools"]
        assert other.ask("tools/list").error.code == -32602
        assert one.ask("initialize", handshake("2025-06-18")).error is not None
        assert one.ask("ping").result == {}


def test_both_eras_share_a_stream(client):
    with client.exchange() as stream:
        stream.ask("initialize", handshake("2025-03-26"))
        assert "resultType" not in stream.ask("tools/call", tool("echo", text="a")).result
        assert stream.ask("tools/call", stateless(tool("echo", text="a"))).result["resultType"] == "complete"


def test_equal_ids_on_two_streams_are_two_requests(client):
    with client.exchange() as one, client.exchange() as other:
        one.send("tools/call", stateless(tool("wait", milliseconds=LONG)), id="1")
        for round in range(20):
            assert other.ask("tools/call", stateless(tool("echo", text=f"{round}")), id="1").result
        one.send("notifications/cancelled", {"requestId": "1"}, id=None)
        assert one.ask("ping", id="1").result == {}


def test_an_id_in_flight_is_not_taken_twice(client):
    with client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=LONG)), id=7)
        assert stream.ask("ping", id=7).error.code == -32600
        # The text "7" is another id than the number 7.
        assert stream.ask("ping", id="7").result == {}


@pytest.mark.parametrize("id", ["a", 7])
def test_a_cancelled_request_is_not_answered_and_its_id_is_free(client, id):
    with client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=LONG)), id=id)
        # In a Struct 7 travels as the double 7.0, and still names the integer id 7.
        stream.send("notifications/cancelled", {"requestId": id, "reason": "changed my mind"}, id=None)
        assert stream.ask("tools/call", stateless(tool("echo", text="next")), id=id).result["structuredContent"]
        assert stream.finish() == []


def test_a_cancelled_request_stops_and_frees_its_place(serve, connect):
    """With one place in flight, what waits behind a cancelled request runs only once that has stopped."""
    client = connect(serve("--limits-in-flight-per-connection", "1"))
    with client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=LONG)), id="held")
        stream.send("tools/call", stateless(tool("wait", milliseconds=1)), id="behind")
        stream.send("notifications/cancelled", {"requestId": "held"}, id=None)
        behind = stream.receive()
        assert behind.id == "behind" and behind.result["structuredContent"] == {"milliseconds": 1}


def test_requests_beyond_the_waiting_limit_are_told_of_the_overload(serve, connect):
    client = connect(serve("--limits-in-flight-per-connection", "1", "--limits-waiting-per-connection", "2"))
    with client.exchange() as stream:
        for number in range(4):
            stream.send("tools/call", stateless(tool("wait", milliseconds=LONG)), id=number)
        refused = stream.receive()
        assert refused.id == 3 and refused.error.code == -32603 and "busy" in refused.error.message
        # Cancellations pass at the limit.
        for number in range(3):
            stream.send("notifications/cancelled", {"requestId": number}, id=None)
        assert stream.ask("tools/call", stateless(tool("wait", milliseconds=1)), id="after").result
        assert stream.finish() == []


def test_half_closing_lets_what_is_in_flight_finish(client):
    with client.exchange() as stream:
        for number in range(5):
            stream.send("tools/call", stateless(tool("wait", milliseconds=200)), id=number)
        answers = stream.finish()
    assert sorted(answer.id for answer in answers) == [0, 1, 2, 3, 4]
    assert stream.call.code() == grpc.StatusCode.OK


def test_a_notification_is_not_answered(client):
    with client.exchange() as stream:
        stream.send("notifications/initialized", id=None)
        stream.send("no/such/notification", {"x": 1}, id=None)
        assert stream.ask("ping").result == {}
        assert stream.finish() == []


def check_progress(messages, token):
    *notifications, answer = messages
    assert [message.message.method for message in notifications] == ["notifications/progress"] * 10
    assert [message.params["progress"] for message in notifications] == list(range(1, 11))
    assert {message.params["progressToken"] for message in notifications} == {token}
    assert answer.result["structuredContent"] == {"milliseconds": 50}


@pytest.mark.parametrize("token", ["t", 7])
def test_progress_comes_before_the_answer_on_a_server_stream(client, token):
    params = stateless(tool("wait", milliseconds=50), progressToken=token)
    call, answers = client.server_stream("tools/call", params, id=3)
    messages = list(answers)
    check_progress(messages, token)
    assert messages[-1].id == 3 and call.code() == grpc.StatusCode.OK


def test_progress_comes_on_a_stream_to_a_client_that_announced_itself(client):
    with client.exchange(metadata=[("mcp-extended", "1")]) as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"), id="1")
        check_progress(stream.finish(), "t")


def test_progress_comes_on_a_stream_to_a_client_that_used_a_new_field(client):
    with client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"), id=1)
        check_progress(stream.finish(), "t")


def test_a_client_of_the_first_form_gets_answers_only(first_client):
    with first_client.exchange() as stream:
        stream.send("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"), id="1")
        answers = stream.finish()
    assert [answer.id for answer in answers] == ["1"] and answers[0].result


def test_a_subscription_is_acknowledged_and_stays_open(client):
    with client.exchange(metadata=[("mcp-extended", "1")]) as stream:
        acknowledged = stream.ask("subscriptions/listen", stateless({"notifications": {}}), id="s")
        assert acknowledged.message.method == "notifications/subscriptions/acknowledged"
        assert acknowledged.params["_meta"]["io.modelcontextprotocol/subscriptionId"] == "s"
        assert stream.ask("tools/call", stateless(tool("echo", text="beside it")), id="1").id == "1"
