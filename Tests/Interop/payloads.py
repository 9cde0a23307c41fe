"""Params and results: Python values in and out of the payload forms."""

import json
from typing import Any

from google.protobuf import json_format, struct_pb2

REVISION = "2026-07-28"
LEGACY_REVISIONS = ["2024-11-05", "2025-03-26", "2025-06-18", "2025-11-25"]
VERSION_KEY = "io.modelcontextprotocol/protocolVersion"
CAPABILITIES_KEY = "io.modelcontextprotocol/clientCapabilities"
SERVER_KEY = "io.modelcontextprotocol/serverInfo"


def stateless(params: dict | None = None, **meta: Any) -> dict:
    """Params that need no handshake (revision 2026-07-28)."""
    return {**(params or {}), "_meta": {VERSION_KEY: REVISION, CAPABILITIES_KEY: {}, **meta}}


def request(method: str, params: dict | None = None, id: int | str = 1, **meta: Any) -> dict:
    """A request that needs no handshake."""
    return {"jsonrpc": "2.0", "id": id, "method": method, "params": stateless(params, **meta)}


def handshake(revision: str) -> dict:
    """The params of `initialize`."""
    return {
        "protocolVersion": revision,
        "capabilities": {},
        "clientInfo": {"name": "interop", "version": "1"},
    }


def opening(revision: str) -> dict:
    """The request that a session begins with."""
    return {"jsonrpc": "2.0", "id": 0, "method": "initialize", "params": handshake(revision)}


def tool(name: str, **arguments: Any) -> dict:
    """The params of `tools/call`."""
    return {"name": name, "arguments": arguments}


def as_struct(value: dict) -> struct_pb2.Struct:
    return json_format.ParseDict(value, struct_pb2.Struct())


def pack(payload_any, value, form, *, as_json: bool = False) -> None:
    """Fills an Any: with a message as it is, with text as JSONPayload, with a dict in the form asked for."""
    if isinstance(value, dict) and as_json:
        value = json.dumps(value)
    if isinstance(value, (str, bytes)):
        raw = value.encode() if isinstance(value, str) else value
        value = form.messages.JSONPayload(json=raw)
    elif isinstance(value, dict):
        value = as_struct(value)
    payload_any.Pack(value)


def type_name(payload_any) -> str:
    """The name of the message that an Any holds."""
    return payload_any.type_url.rpartition("/")[2]


def json_text(payload_any, form) -> bytes:
    """The bytes of a JSONPayload, as they travelled."""
    assert type_name(payload_any) == "mcp.JSONPayload"
    return form.messages.JSONPayload.FromString(payload_any.value).json


def unpack(payload_any, form) -> Any:
    """The value in an Any; numbers of a Struct are floats, which Python compares with integers by value."""
    if type_name(payload_any) == "mcp.JSONPayload":
        return json.loads(json_text(payload_any, form))
    assert type_name(payload_any) == "google.protobuf.Struct"
    struct = struct_pb2.Struct.FromString(payload_any.value)
    return json_format.MessageToDict(struct)
