"""What no generated stub would send over gRPC: a clear status, and a server that goes on."""

import socket

import grpc
import pytest

from payloads import stateless, tool
from rialto_process import PATIENCE

UNARY = "/mcp.MCPService/ExecuteRequest"
STREAM = "/mcp.MCPService/StreamRequests"
# A message limit, and a file limit that fits it.
ONE_MEBIBYTE = ["--grpc-max-message-bytes", "1MiB", "--workspace-max-file-bytes", "256KiB"]
SERVER_STREAM = "/mcp.MCPService/ServerStream"

# What no parser of protobuf accepts as an MCPRequest.
GARBAGE = {
    "noise": b"\xff\xfe\xfd\xfc",
    "a length beyond the end": b"\x0a\x7f2.0",
    "a varint without end": b"\x28" + b"\xff" * 11,
    "field number zero": b"\x02\x03abc",
    "an unknown wire type": b"\x0f\x00",
    "a string that is no UTF-8": b"\x1a\x02\xff\xfe",
    "an end without its group": b"\x0c",
}


@pytest.fixture(autouse=True)
def the_server_goes_on(client):
    yield
    assert client.execute("ping").result == {}


def status_of(call) -> grpc.StatusCode:
    """How a call ends, whatever it answers first."""
    try:
        list(call)
    except grpc.RpcError as failure:
        return failure.code()
    return call.code()


@pytest.mark.parametrize("garbage", GARBAGE.values(), ids=GARBAGE.keys())
def test_garbage_is_an_invalid_argument(client, garbage):
    with pytest.raises(grpc.RpcError) as failure:
        client.channel.unary_unary(UNARY)(garbage, timeout=PATIENCE)
    assert failure.value.code() == grpc.StatusCode.INVALID_ARGUMENT
    assert failure.value.details()
    call = client.channel.unary_stream(SERVER_STREAM)(garbage, timeout=PATIENCE)
    assert status_of(call) == grpc.StatusCode.INVALID_ARGUMENT
    call = client.channel.stream_stream(STREAM)(iter([garbage]), timeout=PATIENCE)
    assert status_of(call) == grpc.StatusCode.INVALID_ARGUMENT


def test_garbage_ends_its_own_stream_only(client):
    with client.exchange() as other:
        assert other.ask("ping").result == {}
        call = client.channel.stream_stream(STREAM)(iter([GARBAGE["noise"]]), timeout=PATIENCE)
        assert status_of(call) == grpc.StatusCode.INVALID_ARGUMENT
        assert other.ask("ping").result == {}


def test_garbage_inside_the_params_is_refused(client):
    request = client.request("tools/list", stateless())
    for value in GARBAGE.values():
        request.params.value = value
        try:
            assert client.send(request).error.code == -32602
        except grpc.RpcError as failure:
            assert failure.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_every_prefix_of_a_message_is_answered_or_refused(client):
    whole = client.request("tools/call", stateless(tool("echo", text="x")), id="id").SerializeToString()
    execute = client.channel.unary_unary(UNARY)
    for length in range(len(whole)):
        try:
            answer = client.form.messages.MCPResponse.FromString(execute(whole[:length], timeout=PATIENCE))
            assert not answer.HasField("result")
        except grpc.RpcError as failure:
            assert failure.code() == grpc.StatusCode.INVALID_ARGUMENT


def test_unknown_fields_are_skipped(client):
    request = client.request("ping").SerializeToString()
    unknown = b"\xa2\x06\x03abc" + b"\xa8\x06\x01" + b"\xb5\x06abcd" + b"\xb9\x06abcdefgh"
    answer = client.channel.unary_unary(UNARY)(unknown + request, timeout=PATIENCE)
    assert client.form.messages.MCPResponse.FromString(answer).HasField("result")


@pytest.mark.parametrize("version", ["", "1.0", "2", " 2.0"])
def test_another_version_of_json_rpc_is_an_invalid_request(client, version):
    request = client.request("ping", id="v")
    request.jsonrpc = version
    answer = client.send(request)
    assert answer.error.code == -32600 and answer.id == "v"


def test_a_method_and_a_result_at_once_are_an_invalid_request(client):
    request = client.request("ping")
    request.result.Pack(client.form.messages.JSONPayload(json=b"{}"))
    assert client.send(request).error.code == -32600


def test_structs_too_deep_are_refused(client):
    value = b""
    for _ in range(10_000):
        entry = b"\x0a\x01a\x12" + varint(len(value)) + value
        struct = b"\x0a" + varint(len(entry)) + entry
        value = b"\x2a" + varint(len(struct)) + struct
    request = client.request("tools/list", stateless())
    request.params.value = value[1 + len(varint(len(struct))) :]
    try:
        assert client.send(request).error.code == -32602
    except grpc.RpcError as failure:
        assert failure.code() == grpc.StatusCode.INVALID_ARGUMENT


def varint(number: int) -> bytes:
    encoded = bytearray()
    while number > 127:
        encoded.append(number & 127 | 128)
        number >>= 7
    return bytes([*encoded, number])


def test_a_message_over_the_limit_exhausts_the_resource(client):
    request = client.request("tools/call", stateless(tool("echo", text="x" * (4 * 1024 * 1024))))
    with pytest.raises(grpc.RpcError) as failure:
        client.send(request)
    assert failure.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED
    call = client.stub.StreamRequests(iter([request]), timeout=PATIENCE)
    assert status_of(call) == grpc.StatusCode.RESOURCE_EXHAUSTED
    call = client.stub.ServerStream(request, timeout=PATIENCE)
    assert status_of(call) == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_a_message_up_to_the_limit_is_served(serve, connect):
    client = connect(serve(*ONE_MEBIBYTE))

    def padded(size: int):
        return client.request("tools/call", stateless(tool("echo", text="x"), padding="x" * size))

    # Lengths take more bytes the larger they are, so the size is approached from one that is close.
    room = 1_000_000 + 1024 * 1024 - padded(1_000_000).ByteSize()
    assert padded(room).ByteSize() == 1024 * 1024
    assert client.send(padded(room)).result["structuredContent"] == {"text": "x"}
    with pytest.raises(grpc.RpcError) as failure:
        client.send(padded(room + 1))
    assert failure.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


def test_an_answer_over_the_limit_is_an_error_that_says_so(serve, connect):
    """echo answers with its text twice, so a request within the limit can have an answer beyond it."""
    client = connect(serve(*ONE_MEBIBYTE))
    answer = client.execute("tools/call", stateless(tool("echo", text="x" * 700_000)))
    assert answer.error.code == -32603
    with client.exchange() as stream:
        assert stream.ask("tools/call", stateless(tool("echo", text="x" * 700_000))).error.code == -32603
        assert stream.ask("ping").result == {}


def test_metadata_over_the_limit_costs_its_own_connection_at_most(connect, server):
    """The C core may close a connection over this; calls on other connections go on."""
    careless = connect(server, options=[("grpc.use_local_subchannel_pool", 1)])
    with pytest.raises(grpc.RpcError) as failure:
        careless.execute("ping", metadata=[("x-large", "x" * 100_000)])
    assert failure.value.code() == grpc.StatusCode.RESOURCE_EXHAUSTED


@pytest.mark.parametrize(
    "greeting",
    [
        b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        b"\x00" * 1000,
        b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + b"\xff" * 1000,
    ],
)
def test_a_peer_that_speaks_something_else_is_hung_up_on(server, greeting):
    host, _, port = server.address.rpartition(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as peer:
        peer.sendall(greeting)
        peer.shutdown(socket.SHUT_WR)
        try:
            while peer.recv(65536):
                pass
        except ConnectionResetError:
            pass
