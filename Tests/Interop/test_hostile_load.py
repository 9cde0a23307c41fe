"""What a hostile client leaves behind in the conformance fixture: no process, no memory, no descriptors."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conversation import Conversation
from hostile_client import ELICITATION, HostileClient
from rialto_process import FIXTURE, binary, descriptors, ends, environment, resident_bytes
from rpc_client import RPCClient
from wires import StreamWire

# Over what a process holds once it has seen everything: room for the allocator's moods, not for one message in ten.
GROWTH_BYTES = 4 << 20

GARBAGE = [
    b"garbage",
    b"{",
    b"\xff\xfe\x00",
    b'{"jsonrpc":"2.0"}',
    b'{"jsonrpc":"2.0","id":1,"method":7}',
    b'{"jsonrpc":"2.0","id":' + b"[" * 200 + b"]" * 200 + b"}",
    b'{"jsonrpc":"2.0","id":1,"method":"' + b"x" * 1000 + b'"}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":7}}',
    b'{"jsonrpc":"2.0","id":1,"method":"tools/list","params":{"cursor":"' + b"A" * 200 + b'"}}',
    b"[7]",
]


@pytest.mark.parametrize("how", ["asked", "deaf"])
def test_a_client_that_is_killed_takes_its_server_with_it(fixture_flags, how):
    script = Path(__file__).with_name("doomed_client.py")
    command = [binary(FIXTURE), "stdio", *fixture_flags, "--drain-timeout", "1h"]
    doomed = subprocess.Popen(
        [sys.executable, str(script), how, *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env=environment(),
    )
    with doomed:
        process = os.pidfd_open(int(doomed.stdout.readline()))
        doomed.kill()
        assert ends(process), "the server outlives its client"
        os.close(process)


def test_ten_thousand_lines_of_garbage_are_answered_and_forgotten(fixture_flags):
    with HostileClient(*fixture_flags) as client:

        def send(lines: int) -> None:
            for _ in range(lines // 100):
                client.write(b"\n".join(GARBAGE * 10) + b"\n")
                for _ in range(100):
                    assert "error" in client.receive()

        send(2_000)
        held, open_files = resident_bytes(client.process_id), descriptors(client.process_id)
        send(10_000)
        assert resident_bytes(client.process_id) < held + GROWTH_BYTES
        assert descriptors(client.process_id) == open_files
        client.is_well()
        assert client.finish() == ([], 0)


def test_thousands_of_wrong_answers_are_forgotten(fixture_flags):
    """Answers that are wrong, late, doubled, or to cancelled calls: on both sides of a bridge nothing is kept."""
    tool, arguments, right = ELICITATION
    with HostileClient(*fixture_flags) as client:

        def round(number: int) -> None:
            question = client.question(tool, arguments)["id"]
            client.answer(number + 1_000_000, result=right)
            if number % 3 == 0:
                client.send("notifications/cancelled", {"requestId": "call"}, id=None)
                assert client.receive()["method"] == "notifications/cancelled"
            elif number % 3 == 1:
                client.answer(question, result={"action": 7})
                assert "error" in client.response()
            else:
                client.answer(question, result=right)
                assert "result" in client.response()
            client.answer(question, result=right)

        for number in range(300):
            round(number)
        held, open_files = resident_bytes(client.process_id), descriptors(client.process_id)
        for number in range(3_000):
            round(number)
        assert resident_bytes(client.process_id) < held + GROWTH_BYTES
        assert descriptors(client.process_id) == open_files
        client.is_well()
        assert client.finish() == ([], 0)


def test_a_thousand_clients_that_vanish_leave_nothing_in_the_server(fixture_server, full_form):
    """Streams with a session, a subscription and an open question, cut off."""
    client = RPCClient(full_form, fixture_server.address)

    def vanish(times: int) -> None:
        for _ in range(times):
            wire = StreamWire(client)
            talk = Conversation(wire, "2025-11-25", answers=lambda *_: None)
            talk.result("resources/subscribe", {"uri": "test://watched-resource"})
            talk.begin("tools/call", {"name": ELICITATION[0], "arguments": ELICITATION[1]})
            talk.until("elicitation/create")
            wire.close()

    vanish(100)
    held, open_files = resident_bytes(fixture_server.process_id), descriptors(fixture_server.process_id)
    vanish(1_000)
    assert resident_bytes(fixture_server.process_id) < held + GROWTH_BYTES
    assert descriptors(fixture_server.process_id) == open_files
    client.close()
