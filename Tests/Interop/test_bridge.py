"""`rialto bridge`: stateless Streamable HTTP in front of a Rialto that runs elsewhere."""

import json
import socket
from concurrent.futures import ThreadPoolExecutor

import pytest

from http_posts import HTTPClient
from payloads import stateless, tool
from rialto_process import Bridge, run


@pytest.fixture
def bridge(server):
    with Bridge(server.address) as bridge:
        yield bridge


@pytest.fixture
def http(bridge) -> HTTPClient:
    return HTTPClient(bridge.address)


# What is carried


def test_a_call_is_carried_and_answered(http):
    answer = http.ask("tools/call", tool("echo", text="grüße 🦀"), id="a")
    assert answer.status == 200 and answer.message["id"] == "a"
    assert answer.message["result"]["structuredContent"] == {"text": "grüße 🦀"}
    assert answer.headers["content-type"] == "application/json"


def test_progress_comes_on_the_stream_of_its_request(http):
    answer = http.ask("tools/call", stateless(tool("wait", milliseconds=50), progressToken="t"))
    assert answer.status == 200 and answer.headers["content-type"] == "text/event-stream"
    assert [message.get("method") for message in answer.messages] == ["notifications/progress"] * 10 + [None]


def test_a_client_without_streams_gets_its_answer_alone(http):
    params = stateless(tool("wait", milliseconds=50), progressToken="t")
    answer = http.ask("tools/call", params, Accept="application/json")
    assert answer.headers["content-type"] == "application/json" and answer.message["result"]["structuredContent"]
    refused = http.ask("subscriptions/listen", {"notifications": {}}, Accept="application/json")
    assert (refused.status, refused.code) == (404, -32601) and "Accept" in refused.message["error"]["message"]


def test_leaving_cancels_the_call_behind(serve):
    # It would not end in time if the call went on.
    server = serve("--drain-timeout", "1h")
    with Bridge(server.address, "--http-keep-alive-interval", "100ms") as bridge:
        params = stateless(tool("wait", milliseconds=3_600_000))
        message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params}
        response = HTTPClient(bridge.address).open_post(message)
        assert response.status == 200 and response.readline() == b":\n"
        response.close()
        server.terminate()
        assert server.wait() == 0


def test_a_subscription_goes_on_until_the_bridge_stops(bridge, http):
    message = {"jsonrpc": "2.0", "id": "s", "method": "subscriptions/listen"}
    response = http.open_post({**message, "params": stateless({"notifications": {}})})
    events = (json.loads(line[6:]) for line in response if line.startswith(b"data: "))
    assert next(events)["method"] == "notifications/subscriptions/acknowledged"
    bridge.terminate()
    closing = next(events)
    assert closing["id"] == "s" and closing["result"]["resultType"] == "complete"
    assert closing["result"]["_meta"] == {"io.modelcontextprotocol/subscriptionId": "s"}
    assert next(events, None) is None and bridge.wait() == 0


def test_equal_ids_of_many_clients_never_meet(bridge):
    """Requests with one id, all on their way at the same time, over fewer connections to the server than clients."""
    client = HTTPClient(bridge.address)
    with ThreadPoolExecutor(60) as pool:
        answers = pool.map(lambda wait: client.ask("tools/call", tool("wait", milliseconds=wait)), range(100, 160))
    assert [answer.message["result"]["structuredContent"]["milliseconds"] for answer in answers] == [*range(100, 160)]


# The server behind goes away


def test_readiness_depends_on_the_server_behind_and_life_does_not(bridge, server, http):
    assert http.get("/readyz").status == http.get("/healthz").status == http.get("/livez").status == 200
    server.kill()
    assert http.get("/readyz").status == http.get("/healthz").status == 503
    assert http.get("/livez").status == 200
    assert server.address not in http.get("/readyz").text


def test_the_page_for_people_shows_the_server_behind(bridge, server, http):
    page = http.get("/").text
    assert "list_directory" in page and "2024-11-05" in page
    server.kill()
    page = http.get("/")
    assert page.status == 200 and "could not be asked" in page.text


def test_a_server_that_is_not_there_is_said_so():
    with Bridge("127.0.0.1:1") as bridge:
        answer = HTTPClient(bridge.address).ask("tools/list")
        assert answer.status == 200 and answer.code == -32603
        assert answer.message["error"]["data"] == {"grpcStatus": 14}


def test_a_bridge_has_to_listen_somewhere():
    ended = run("bridge", "--connect", "127.0.0.1:1")
    assert ended.returncode == 78 and "http.listen" in ended.stderr


def test_a_port_that_is_taken_ends_it():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ended = run("bridge", "--connect", "127.0.0.1:1", "--http", f"127.0.0.1:{taken.getsockname()[1]}")
    assert ended.returncode == 1 and "in use" in ended.stderr
