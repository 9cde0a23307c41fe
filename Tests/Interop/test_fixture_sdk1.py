"""The PyPI `mcp` SDK 1.30, which knows the legacy revisions only, drives the conformance fixture."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from rialto_process import FIXTURE, PATIENCE, binary, environment


PLACES = ["stdio", "connect", "http", "websocket", "sse", "bridged-http", "bridged-websocket", "bridged-sse"]


@pytest.mark.parametrize("fixture_place", PLACES, indirect=True)
def test_it_uses_everything(fixture_place):
    python = os.environ.get("RIALTO_MCP1_PYTHON")
    if python is None:
        pytest.skip("RIALTO_MCP1_PYTHON does not name a Python with mcp 1.30 (Tools/test sets it)")
    script = Path(__file__).with_name("sdk1_fixture.py")
    pages = ["--limits-page-size", "5"] if not fixture_place else []
    is_url = bool(fixture_place) and "://" in fixture_place[0]
    place = fixture_place if is_url else [binary(FIXTURE), "stdio", *fixture_place, *pages]
    ended = subprocess.run(
        [python, str(script), *place],
        capture_output=True, text=True, timeout=PATIENCE, env=environment(),
    )  # fmt: skip
    assert ended.returncode == 0, ended.stderr
    seen = json.loads(ended.stdout)
    assert seen.pop("tools") > 20
    assert seen == {
        "revision": "2025-11-25",
        "elicited": [
            'User response: action=accept, content={"username":"alice","email":"alice@example.com"}',
            "User response: action=decline, content={}",
            "User response: action=cancel, content={}",
        ],
        "sampled": "LLM response: an answer to Q",
        "roots": "Roots: file:///home/alice",
        "progress": [0, 50, 100],
        "logged": ["Tool execution started", "Tool processing data", "Tool execution completed"],
        "completed": ["park"],
        "prompt": "Prompt with arguments: arg1='a', arg2='b'",
        "template": "test://template/{id}/data",
        "resource": '{"id": "123", "templateTest": true, "data": "Data for ID: 123"}',
        "missing": {"uri": "test://nonexistent"},
        "after cancelling": "This is a simple text response for testing.",
        "survived": [-32021, -32600],
    }
