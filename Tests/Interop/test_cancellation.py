"""When the client goes away, or stops waiting, the handler stops.

Each test leaves an hour's `wait` behind and then ends the server with an hour to drain: it can only end soon if the
handler has stopped.
"""

import grpc
import pytest

from payloads import stateless, tool

AN_HOUR = stateless(tool("wait", milliseconds=3_600_000), progressToken="t")


@pytest.fixture
def patient_server(serve):
    return serve("--drain-timeout", "1h")


@pytest.fixture
def patient_client(connect, patient_server):
    return connect(patient_server)


def ends_soon(server) -> bool:
    server.terminate()
    return server.wait() == 0


def test_a_deadline_stops_a_unary_call(patient_client, patient_server):
    request = patient_client.request("tools/call", AN_HOUR)
    with pytest.raises(grpc.RpcError) as failure:
        patient_client.stub.ExecuteRequest(request, timeout=0.5)
    assert failure.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert ends_soon(patient_server)


@pytest.mark.parametrize("rpc", ["ExecuteRequest", "ServerStream"])
def test_cancelling_stops_a_single_request_call(patient_client, patient_server, rpc):
    request = patient_client.request("tools/call", AN_HOUR)
    if rpc == "ExecuteRequest":
        call = patient_client.stub.ExecuteRequest.future(request)
    else:
        call = patient_client.stub.ServerStream(request)
    # Later calls of the same connection that are answered show that this one has arrived.
    for _ in range(20):
        assert patient_client.execute("ping").result == {}
    call.cancel()
    assert ends_soon(patient_server)


def test_resetting_stops_everything_on_a_stream(patient_client, patient_server):
    with patient_client.exchange() as stream:
        for number in range(10):
            stream.send("tools/call", AN_HOUR, id=number)
        # The server reads in order: with this answer, the ten are under way.
        assert stream.ask("ping", id="after them").id == "after them"
        stream.call.cancel()
        assert ends_soon(patient_server)


def test_a_deadline_stops_everything_on_a_stream(patient_client, patient_server):
    with patient_client.exchange(timeout=2) as stream:
        stream.send("tools/call", AN_HOUR, id=1)
        with pytest.raises(grpc.RpcError) as failure:
            stream.receive()
    assert failure.value.code() == grpc.StatusCode.DEADLINE_EXCEEDED
    assert ends_soon(patient_server)


def test_closing_the_connection_stops_its_calls(patient_client, patient_server):
    with patient_client.exchange() as stream:
        stream.send("tools/call", AN_HOUR, id=1)
        assert stream.ask("ping", id="after it").id == "after it"
        patient_client.close()
        assert ends_soon(patient_server)
