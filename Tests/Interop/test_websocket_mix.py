"""WebSocket messages in every shape, in one stream: plain ones, which the server takes by a shorter way, between those in
fragments, with control frames, beyond ASCII, large, and cut anywhere by the network. Each is answered once, and rightly."""

import json
import random

import pytest

from payloads import request, tool
from raw_websocket import CLOSE, PING, PONG, TEXT, Frame, RawWebSocket
from rialto_process import Server

LENGTHS = [0, 1, 5, 17, 100, 118, 119, 120, 900, 1_200, 1_500, 3_000, 70_000]


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    with Server(tmp_path_factory.mktemp("workspace"), "--diagnostics", "--http", "127.0.0.1:0") as server:
        yield server.http_address


def frames(message: bytes, chance: random.Random) -> list[Frame]:
    shape = chance.random()
    if shape < 0.5:
        return [Frame(TEXT, message)]
    if shape < 0.6:
        return [Frame(PING, b"before"), Frame(TEXT, message)]
    cut = chance.randint(0, len(message))
    between = [Frame(PING, b"between")] if chance.random() < 0.5 else []
    return [Frame(TEXT, message[:cut], False), *between, Frame(0, message[cut:])]


@pytest.mark.parametrize("seed", range(30))
def test_every_message_is_answered_once(address, seed):
    chance = random.Random(seed)
    texts, pings, waiting = {}, 0, b""
    with RawWebSocket(address) as socket:
        for id in range(chance.randint(1, 40)):
            texts[id] = chance.choice(["a" * chance.choice(LENGTHS), "é漢😀" * chance.randint(1, 50), "é" + "x" * 200])
            message = json.dumps(request("tools/call", tool("echo", text=texts[id]), id), ensure_ascii=False)
            sent = frames(message.encode(), chance)
            pings += sum(frame.opcode == PING for frame in sent)
            waiting += b"".join(frame.masked() for frame in sent)
            if chance.random() < 0.5:
                part = chance.choice([len(waiting), len(waiting) // 7 + 1])
                for start in range(0, len(waiting), part):
                    socket.http.send(waiting[start : start + part])
                waiting = b""
        socket.http.send(waiting)
        answers, pongs = {}, 0
        while len(answers) < len(texts) or pongs < pings:
            frame = socket.message()
            if frame.opcode == PONG:
                pongs += 1
                continue
            answer = json.loads(frame.payload)
            assert answer["id"] not in answers
            answers[answer["id"]] = answer["result"]["content"][0]["text"]
        assert answers == texts
        socket.send(Frame(CLOSE, (1000).to_bytes(2, "big")))
        assert socket.frame().code == 1000
