"""SIGTERM: what is under way is finished, nothing new is taken, nothing is lost, and the exit code is 0."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor

import grpc
from grpc_health.v1 import health_pb2, health_pb2_grpc

from payloads import stateless, tool
from rialto_process import PATIENCE, Server
from rpc_client import RPCClient

WORKERS = 8


def write(client: RPCClient, name: str):
    """Writes a file; whether the server said that it did."""
    try:
        answer = client.execute("tools/call", stateless(tool("write_file", path=name, content=name)))
    except grpc.RpcError as failure:
        assert failure.code() == grpc.StatusCode.UNAVAILABLE, failure
        return False
    assert not answer.result.get("isError"), answer.result
    return True


def test_under_load_every_call_is_done_or_refused(server, connect, first_form, workspace):
    written: list[str] = []
    loaded = threading.Event()

    def work(worker: int) -> None:
        client = connect(server, first_form, options=[("grpc.use_local_subchannel_pool", 1)])
        number = 0
        while write(client, name := f"{worker}-{number}"):
            written.append(name)
            number += 1
            if len(written) >= 200:
                loaded.set()

    with ThreadPoolExecutor(WORKERS) as workers:
        ends = [workers.submit(work, worker) for worker in range(WORKERS)]
        assert loaded.wait(PATIENCE)
        server.terminate()
        for end in ends:
            end.result(PATIENCE)
    assert server.wait() == 0
    assert sorted(os.listdir(workspace)) == sorted(written)


def test_under_load_on_streams_every_file_has_its_answer_or_is_refused(server, connect, workspace):
    client = connect(server)
    with client.exchange() as stream:
        for number in range(200):
            stream.send("tools/call", stateless(tool("write_file", path=f"{number}", content="x")), id=number)
        answered = [stream.receive()]
        server.terminate()
        try:
            while True:
                answered.append(stream.receive())
        except StopIteration:
            pass
        except grpc.RpcError as end:
            assert end.code() == grpc.StatusCode.UNAVAILABLE, end
    assert server.wait() == 0
    assert sorted(os.listdir(workspace)) == sorted(str(answer.id) for answer in answered if answer.error is None)


def test_calls_under_way_are_answered(server, connect):
    client, late = connect(server), connect(server, options=[("grpc.use_local_subchannel_pool", 1)])
    request = client.request("tools/call", stateless(tool("wait", milliseconds=1500)))
    with client.exchange() as stream:
        calls = [client.stub.ExecuteRequest.future(request, timeout=PATIENCE) for _ in range(5)]
        stream.send("tools/call", stateless(tool("wait", milliseconds=1500)), id=1)
        assert stream.ask("ping", id=2).id == 2
        assert late.execute("ping").result == {}
        server.terminate()
        assert stream.receive().result["structuredContent"] == {"milliseconds": 1500}
        for call in calls:
            assert call.result().HasField("result")
    assert server.wait() == 0


def test_idle_streams_end_at_once(serve, connect):
    server = serve("--drain-timeout", "1h")
    client = connect(server)
    with client.exchange() as stream, client.exchange() as other:
        assert stream.ask("ping").result == {} and other.ask("ping").result == {}
        server.terminate()
        for idle in (stream, other):
            assert idle.call.code() in (grpc.StatusCode.OK, grpc.StatusCode.UNAVAILABLE)
    assert server.wait() == 0


def test_subscriptions_get_their_closing_result(serve, connect):
    server = serve("--drain-timeout", "1h")
    client = connect(server)
    params = stateless({"notifications": {}})
    _, answers = client.server_stream("subscriptions/listen", params, id="s")
    with client.exchange() as stream:
        assert next(answers).is_notification
        assert stream.ask("subscriptions/listen", params, id=1).is_notification
        server.terminate()
        for closing in (next(answers), stream.receive()):
            assert closing.result["resultType"] == "complete"
            assert closing.result["_meta"]["io.modelcontextprotocol/subscriptionId"] == closing.id
    assert server.wait() == 0


def test_calls_that_outlast_the_drain_are_ended_and_the_exit_is_clean(serve, connect):
    server = serve("--drain-timeout", "100ms")
    client = connect(server)
    request = client.request("tools/call", stateless(tool("wait", milliseconds=3_600_000)))
    call = client.stub.ExecuteRequest.future(request, timeout=PATIENCE)
    for _ in range(20):
        assert client.execute("ping").result == {}
    server.terminate()
    assert call.code() in (grpc.StatusCode.UNAVAILABLE, grpc.StatusCode.CANCELLED)
    assert server.wait() == 0


def test_a_second_signal_ends_it_at_once(workspace, connect):
    server = Server(workspace, "--diagnostics", "--drain-timeout", "1h")
    client = connect(server)
    call = client.stub.ExecuteRequest.future(
        client.request("tools/call", stateless(tool("wait", milliseconds=3_600_000))), timeout=PATIENCE
    )
    watch = health_pb2_grpc.HealthStub(client.channel).Watch(health_pb2.HealthCheckRequest(), timeout=PATIENCE)
    assert next(watch).status == health_pb2.HealthCheckResponse.SERVING
    server.terminate()
    assert next(watch).status == health_pb2.HealthCheckResponse.NOT_SERVING
    server.terminate()
    assert server.wait() == 128 + signal.SIGTERM
    assert call.code() == grpc.StatusCode.UNAVAILABLE
