"""What every interop test starts from: generated stubs, a workspace, and a running server."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from types import SimpleNamespace

import jsonschema
import pytest

from certificates import Authority
from conversation import Conversation
from http_client import mcp_url
from http_wires import HTTPWire, WebSocketWire
from line_client import LineClient
from payloads import stateless, tool
from rialto_process import FIXTURE, PACKAGE_ROOT, Bridge, Server, children
from revision_schema import SUITES
from rpc_client import RPCClient
from wire_forms import WireForm, generate
from wires import LineWire, StreamWire, Wire

# A free port for HTTP beside that for gRPC.
OVER_HTTP = ("--http", "127.0.0.1:0", "--http-sse")


@pytest.fixture(scope="session")
def first_form(tmp_path_factory) -> WireForm:
    """Stubs of a client that was generated from the first form of mcp.proto."""
    return generate(Path(__file__).with_name("first_form.proto"), tmp_path_factory.mktemp("first_form"))


@pytest.fixture(scope="session")
def full_form(tmp_path_factory) -> WireForm:
    """Stubs of today's mcp.proto."""
    return generate(PACKAGE_ROOT / "Protos/mcp/mcp.proto", tmp_path_factory.mktemp("full_form"))


@pytest.fixture
def workspace(tmp_path) -> Path:
    folder = tmp_path / "workspace"
    folder.mkdir()
    return folder


@pytest.fixture
def serve(workspace) -> Iterator[Callable[..., Server]]:
    """Starts servers with flags of the test's choice; each must exit with 0 at the test's end."""
    with ExitStack() as servers:
        yield lambda *flags, **settings: servers.enter_context(Server(workspace, "--diagnostics", *flags, **settings))


@pytest.fixture
def server(serve) -> Server:
    return serve()


@pytest.fixture
def connect(full_form) -> Iterator[Callable[..., RPCClient]]:
    """Makes clients, of today's form unless told otherwise."""
    with ExitStack() as clients:

        def connect(server: Server, form: WireForm = full_form, **options) -> RPCClient:
            client = RPCClient(form, server.address, **options)
            clients.callback(client.close)
            return client

        yield connect


@pytest.fixture
def client(connect, server) -> RPCClient:
    """A client of today's form, with params as Struct."""
    return connect(server)


@pytest.fixture
def first_client(connect, server, first_form) -> RPCClient:
    """A client of the first form."""
    return connect(server, first_form)


@pytest.fixture
def lines(flags) -> Iterator[LineClient]:
    """`rialto stdio` with the flags of the test's file, spoken to in lines."""
    with LineClient(*flags) as client:
        yield client


@pytest.fixture
def call(first_client):
    """Calls a tool, checks its structured result against the tool's own output schema, and returns it."""
    tools = first_client.execute("tools/list", stateless()).result["tools"]
    schemas = {tool["name"]: tool["outputSchema"] for tool in tools}

    def call(name: str, **arguments) -> dict:
        result = first_client.execute("tools/call", stateless(tool(name, **arguments))).result
        assert not result.get("isError"), result["content"]
        jsonschema.validate(result["structuredContent"], schemas[name])
        return result["structuredContent"]

    return call


@pytest.fixture
def fail(first_client):
    """Calls a tool that must fail; returns what it tells a model."""

    def fail(name: str, **arguments) -> str:
        result = first_client.execute("tools/call", stateless(tool(name, **arguments))).result
        assert result["isError"] is True, result
        return result["content"][0]["text"]

    return fail


@pytest.fixture(scope="session")
def fixture_server() -> Iterator[Server]:
    """The conformance fixture over gRPC. It keeps nothing of one test for another."""
    with Server(None, *OVER_HTTP, program=FIXTURE) as server:
        yield server


@pytest.fixture(params=["stdio", "connect"])
def fixture_flags(request, fixture_server) -> list[str]:
    """Of the fixture's `stdio`: none for a server in that process, or those that connect it to another."""
    return [] if request.param == "stdio" else ["--connect", fixture_server.address]


@pytest.fixture(scope="session")
def fixture_bridge(fixture_server) -> Iterator[Bridge]:
    """`rialto bridge` with that fixture behind it."""
    with Bridge(fixture_server.address, "--http-sse") as bridge:
        yield bridge


@pytest.fixture(params=["http", "bridged-http"])
def fixture_http(request, fixture_server, fixture_bridge) -> str:
    """Where the fixture is served over HTTP: in its own process, and behind a bridge. No client can tell which."""
    return {"http": fixture_server, "bridged-http": fixture_bridge}[request.param].http_address


@pytest.fixture(params=["stdio", "connect", "http", "bridged-http"])
def fixture_place(request, fixture_server, fixture_bridge) -> list[str]:
    """Where an SDK finds the fixture: the flags of its `stdio`, or a URL. SDK 1.30 knows WebSockets and SSE as well."""
    return {
        "stdio": [],
        "connect": ["--connect", fixture_server.address],
        "http": [mcp_url(fixture_server.http_address)],
        "websocket": [f"ws://{fixture_server.http_address}/ws"],
        "sse": [f"http://{fixture_server.http_address}/sse"],
        "bridged-http": [mcp_url(fixture_bridge.http_address)],
        "bridged-websocket": [f"ws://{fixture_bridge.http_address}/ws"],
        "bridged-sse": [f"http://{fixture_bridge.http_address}/sse"],
    }[request.param]


@pytest.fixture
def no_child_left(fixture_server) -> Iterator[None]:
    """Whoever started the fixture has seen it end."""
    before = children(FIXTURE)
    yield
    assert children(FIXTURE) == before, "a child is still running"


@pytest.fixture
def anyio_backend() -> str:
    """What runs tests that are coroutines."""
    return "asyncio"


@pytest.fixture(params=["stdio", "stream", "connect", "http", "websocket", "bridged-http", "bridged-websocket"])
def open_wire(request, full_form) -> Iterator[Callable[..., Wire]]:
    """Connects to the conformance fixture: over stdio, over a gRPC stream, over stdio to gRPC, over HTTP and WebSocket,
    and over both to a bridge that has it behind it."""
    kind = request.param.removeprefix("bridged-")
    with ExitStack() as wires:

        def served(flags: tuple[str, ...]) -> Server:
            # Flags are the server's: one of its own where there are any.
            if flags:
                return wires.enter_context(Server(None, *OVER_HTTP, *flags, program=FIXTURE))
            return request.getfixturevalue("fixture_server")

        def http_address(flags: tuple[str, ...]) -> str:
            if kind == request.param:
                return served(flags).http_address
            if flags:
                return wires.enter_context(Bridge(served(flags).address)).http_address
            return request.getfixturevalue("fixture_bridge").http_address

        def open_wire(*flags: str) -> Wire:
            if kind == "stdio":
                wire: Wire = LineWire(*flags)
            elif kind == "connect":
                wire = LineWire("--connect", served(flags).address)
            elif kind == "http":
                wire = HTTPWire(http_address(flags))
            elif kind == "websocket":
                wire = WebSocketWire(http_address(flags))
            else:
                client = RPCClient(full_form, served(flags).address)
                wires.callback(client.close)
                wire = StreamWire(client)
            wires.callback(wire.close)
            return wire

        yield open_wire


@pytest.fixture
def converse(open_wire) -> Callable[..., Conversation]:
    """Opens a conversation of a revision with the conformance fixture."""
    if SUITES == "skip":
        pytest.skip("RIALTO_SUITES=skip")

    def converse(revision: str, *flags: str, **options) -> Conversation:
        return Conversation(open_wire(*flags), revision, **options)

    return converse


@pytest.fixture(scope="session")
def tls(tmp_path_factory):
    """An authority with a server and a client, and another one with a client that the server must not let in."""
    folder = tmp_path_factory.mktemp("tls")
    authority, stranger = Authority(folder, "authority"), Authority(folder, "stranger")
    return SimpleNamespace(
        folder=folder,
        authority=authority.certificate,
        server=authority.identity("server.test", "IP:127.0.0.1"),
        client=authority.identity("client.test"),
        stranger=stranger.certificate,
        intruder=stranger.identity("intruder.test"),
    )
