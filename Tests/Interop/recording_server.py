"""A server of MCPService on generated stubs, in this process, which keeps what reaches it and answers nothing of use."""

import json
import queue
from concurrent import futures
from dataclasses import dataclass

import grpc

from wire_forms import WireForm


@dataclass
class Recorded:
    """A request as it came."""

    params: bytes
    metadata: dict[str, str | bytes]
    # Seconds; None where the call has no deadline.
    time_left: float | None


class RecordingServer:
    """Answers each request with an empty result."""

    def __init__(self, form: WireForm):
        self._form = form
        self.received: queue.SimpleQueue[Recorded] = queue.SimpleQueue()
        self._server = grpc.server(futures.ThreadPoolExecutor(8))
        form.services.add_MCPServiceServicer_to_server(self, self._server)
        self.address = f"127.0.0.1:{self._server.add_insecure_port('127.0.0.1:0')}"

    def _answer(self, request, context):
        payload = self._form.messages.JSONPayload()
        assert request.params.Unpack(payload), "params of a bridge are JSON"
        metadata = dict(context.invocation_metadata())
        self.received.put(Recorded(payload.json, metadata, context.time_remaining()))
        response = self._form.messages.MCPResponse(jsonrpc="2.0")
        if request.HasField("integer_id"):
            response.integer_id = request.integer_id
        response.id = request.id
        response.result.Pack(self._form.messages.JSONPayload(json=json.dumps({"resultType": "complete"}).encode()))
        return response

    def ExecuteRequest(self, request, context):
        return self._answer(request, context)

    def ServerStream(self, request, context):
        yield self._answer(request, context)

    def StreamRequests(self, requests, context):
        for request in requests:
            yield self._answer(request, context)

    def HealthCheck(self, request, context):
        return self._form.messages.HealthCheckResponse(healthy=True, status="SERVING")

    def __enter__(self) -> "RecordingServer":
        self._server.start()
        return self

    def __exit__(self, *_) -> None:
        self._server.stop(None).wait()
