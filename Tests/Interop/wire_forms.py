"""The two forms of mcp.proto as generated Python, side by side in one process."""

import importlib
import importlib.resources
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from unittest import mock

from google.protobuf import any_pb2, descriptor_pool
from grpc_tools import protoc


@dataclass(frozen=True)
class WireForm:
    """What protoc and its gRPC plugin generate from one .proto file."""

    messages: ModuleType
    services: ModuleType

    @property
    def is_first(self) -> bool:
        return "integer_id" not in self.messages.MCPRequest.DESCRIPTOR.fields_by_name


def generate(proto: Path, folder: Path) -> WireForm:
    """Generates stubs into `folder` and imports them.

    Both forms declare the same names, which one descriptor pool refuses, so each is imported with a pool of its own.
    """
    well_known = importlib.resources.files("grpc_tools") / "_proto"
    arguments = [f"-I{proto.parent}", f"-I{well_known}", f"--python_out={folder}", f"--grpc_python_out={folder}"]
    if protoc.main(["protoc", *arguments, proto.name]) != 0:
        raise RuntimeError(f"protoc refused {proto}")

    pool = descriptor_pool.DescriptorPool()
    pool.AddSerializedFile(any_pb2.DESCRIPTOR.serialized_pb)
    with mock.patch.object(descriptor_pool, "Default", lambda: pool), mock.patch.object(
        sys, "path", [str(folder), *sys.path]
    ):
        messages = importlib.import_module(f"{proto.stem}_pb2")
        services = importlib.import_module(f"{proto.stem}_pb2_grpc")
    return WireForm(messages, services)
