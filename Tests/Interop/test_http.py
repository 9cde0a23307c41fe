"""`rialto serve --http`: clients written by others see over HTTP and WebSocket what they see on every other carrier."""

import pytest

from http_client import Exchange, mcp_url
from sdk_session import MODES, check, check_sdk1


@pytest.fixture
def server(serve):
    return serve("--http", "127.0.0.1:0")


@pytest.mark.parametrize("mode, revision", MODES)
def test_sdk_2(mode, revision, server, workspace):
    check(mode, revision, workspace, mcp_url(server.http_address))


def test_sdk_1_over_http(server):
    check_sdk1(mcp_url(server.http_address))


def test_sdk_1_over_websocket(server):
    check_sdk1(f"ws://{server.http_address}/ws")


@pytest.mark.parametrize("path, says", [("/livez", b"live"), ("/readyz", b"ready"), ("/healthz", b"ready")])
def test_probes(server, path, says):
    reply = Exchange(server.http_address, "GET", path=path).reply()
    assert reply.status == 200 and says in reply.body


def test_the_page_for_people_names_the_tools(server):
    reply = Exchange(server.http_address, "GET", path="/").reply()
    assert reply.status == 200 and reply.headers["content-type"].startswith("text/html")
    assert b"list_directory" in reply.body and b"<script" not in reply.body
