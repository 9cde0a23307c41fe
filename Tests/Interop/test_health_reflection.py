"""The standard health and reflection services, asked by their PyPI clients."""

import grpc
import pytest
from google.protobuf.descriptor_pool import DescriptorPool
from grpc_health.v1 import health_pb2, health_pb2_grpc
from grpc_reflection.v1alpha import reflection_pb2
from grpc_reflection.v1alpha.proto_reflection_descriptor_database import ProtoReflectionDescriptorDatabase

from rialto_process import PATIENCE

SERVING = health_pb2.HealthCheckResponse.SERVING
NOT_SERVING = health_pb2.HealthCheckResponse.NOT_SERVING
SERVICES = {"mcp.MCPService", "grpc.health.v1.Health"}
V1 = "/grpc.reflection.v1.ServerReflection/ServerReflectionInfo"
V1ALPHA = "/grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo"


@pytest.fixture
def health(client):
    return health_pb2_grpc.HealthStub(client.channel)


@pytest.mark.parametrize("service", ["", *SERVICES])
def test_every_service_is_healthy(health, service):
    answer = health.Check(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
    assert answer.status == SERVING


def test_the_health_of_an_unknown_service_is_not_found(health):
    with pytest.raises(grpc.RpcError) as failure:
        health.Check(health_pb2.HealthCheckRequest(service="no.such.Service"), timeout=PATIENCE)
    assert failure.value.code() == grpc.StatusCode.NOT_FOUND


def test_all_services_are_listed_with_their_health(health):
    statuses = health.List(health_pb2.HealthListRequest(), timeout=PATIENCE).statuses
    assert {"", *SERVICES} <= set(statuses)
    assert {answer.status for answer in statuses.values()} == {SERVING}


@pytest.mark.parametrize("service", ["", "mcp.MCPService"])
def test_a_watch_sees_the_server_drain_and_ends(health, server, service):
    watch = health.Watch(health_pb2.HealthCheckRequest(service=service), timeout=PATIENCE)
    assert next(watch).status == SERVING
    server.terminate()
    assert next(watch).status == NOT_SERVING
    try:
        assert list(watch) == []
    except grpc.RpcError as end:
        assert end.code() == grpc.StatusCode.UNAVAILABLE
    assert server.wait() == 0


def test_watching_an_unknown_service_says_so(health):
    watch = health.Watch(health_pb2.HealthCheckRequest(service="no.such.Service"), timeout=PATIENCE)
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVICE_UNKNOWN
    watch.cancel()


def test_reflection_lists_the_services(client):
    services = set(ProtoReflectionDescriptorDatabase(client.channel).get_services())
    assert SERVICES <= services
    assert {"grpc.reflection.v1.ServerReflection", "grpc.reflection.v1alpha.ServerReflection"} <= services


def test_a_pool_fed_by_reflection_knows_every_method(client, full_form):
    pool = DescriptorPool(ProtoReflectionDescriptorDatabase(client.channel))
    service = pool.FindServiceByName("mcp.MCPService")
    expected = full_form.messages.DESCRIPTOR.services_by_name["MCPService"]
    assert [method.name for method in service.methods] == [method.name for method in expected.methods]
    assert pool.FindServiceByName("grpc.health.v1.Health").methods_by_name["Watch"].server_streaming
    fields = pool.FindMessageTypeByName("mcp.MCPRequest").fields_by_name
    assert (fields["integer_id"].number, fields["params"].message_type.full_name) == (5, "google.protobuf.Any")


def ask(client, path, *requests):
    """What a reflection service answers; v1 and v1alpha have the same messages on the wire."""
    call = client.channel.stream_stream(
        path,
        request_serializer=reflection_pb2.ServerReflectionRequest.SerializeToString,
        response_deserializer=reflection_pb2.ServerReflectionResponse.FromString,
    )
    return list(call(iter(requests), timeout=PATIENCE))


@pytest.mark.parametrize("path", [V1, V1ALPHA])
def test_both_versions_of_reflection_answer(client, path):
    Request = reflection_pb2.ServerReflectionRequest
    services, symbol, method, file, missing = ask(
        client,
        path,
        Request(list_services=""),
        Request(file_containing_symbol="mcp.MCPService"),
        Request(file_containing_symbol="mcp.MCPService.ExecuteRequest"),
        Request(file_by_filename="google/protobuf/any.proto"),
        Request(file_containing_symbol="no.such.Symbol"),
    )
    assert SERVICES <= {service.name for service in services.list_services_response.service}
    for answer in (symbol, method, file):
        assert answer.file_descriptor_response.file_descriptor_proto
    assert symbol.original_request.file_containing_symbol == "mcp.MCPService"
    assert missing.error_response.error_code == grpc.StatusCode.NOT_FOUND.value[0]


@pytest.mark.parametrize("path", [V1, V1ALPHA])
def test_a_flag_turns_reflection_off(serve, connect, path):
    client = connect(serve("--no-grpc-reflection"))
    with pytest.raises(grpc.RpcError) as failure:
        ask(client, path, reflection_pb2.ServerReflectionRequest(list_services=""))
    assert failure.value.code() == grpc.StatusCode.UNIMPLEMENTED
    assert client.execute("ping").result == {}
