"""What the conformance suite asks of a server that only Streamable HTTP can show, in one place until it is there."""

import pytest

LINES = [
    # Every revision.
    "a Host or Origin of evil.example.com gets 4xx, the URL's own host and port 2xx",
    "three lists in concurrent POSTs all get 2xx (one connection: test_fixture_catalog)",
    # 2025-11-25.
    "a session id is visible ASCII",
    "DELETE gets 2xx or 405, after which the session id gets 404",
    "a standalone GET may be 405",
    "test_reconnection: a primed event stream that closes and goes on by Last-Event-ID",
    # 2026-07-28.
    "progress comes on the POST's own response stream",
    "missing _meta, protocolVersion or clientCapabilities: status 400 (the errors: test_fixture_stateless)",
    "an unknown version in header and _meta: status 400 (the error: test_fixture_stateless)",
    "a header that differs from _meta: status 400 and -32020, before -32022 (over gRPC: test_unary)",
    "methods of the other era and unknown ones: status 404 (the errors: test_fixture_stateless)",
    "a missing capability: status 400 (the error: test_fixture_stateless)",
    "a frame within 600 ms (test_streaming_elicitation), 500 ms (test_logging_tool), 800 ms (an acknowledgement)",
    "Mcp-Method or Mcp-Name missing, wrong or wrongly cased: 400 and -32020; header names in any case, padded values",
    "test_x_mcp_header: Mcp-Param-Region equals the body, base64 decoded strictly, missing: 400 and -32020",
]


@pytest.mark.skip(reason="needs Streamable HTTP")
@pytest.mark.parametrize("line", LINES)
def test_over_http(line):
    pass
