"""permessage-deflate with the real program: chapters 12 and 13 of the case list of the Autobahn test suite.

The payloads are JSON-RPC messages, since this server echoes nothing else: the text that a tool gives back is what the
list calls the message. Each case has 50 messages, or 3 large ones, where the list has 1,000, and data of its own.
"""

import json
import random
import zlib

import pytest

from payloads import stateless, tool
from raw_websocket import CLOSE, COMPRESSED, TAIL, TEXT, Deflater, Frame, Inflater, RawWebSocket
from rialto_process import Server

DEFLATE = "permessage-deflate"
COUNT = 50
# Bytes of a message, and of its fragments where it has some.
SIZES = [(16 << shift, None) for shift in (0, 2, 4, 6, 8, 9, 10, 11, 12, 13)]
SIZES += [(size, 256) for size in (8192, 16384, 32768, 65536, 131072)]
SIZES += [(131072, 1024), (131072, 4096), (131072, 32768)]

seeded = random.Random(20261121)
WORDS = ["".join(seeded.choices("abcdefghijklmnopqrstuvwxyzäöüß", k=seeded.randint(2, 11))) for _ in range(500)]
# Five kinds of data, as the list has: from what compresses well to what does not at all.
DATA = {
    "12.1 json": lambda size: json.dumps([{"id": n, "name": seeded.choice(WORDS)} for n in range(size // 24 + 1)]),
    "12.2 picture": lambda size: "".join(chr(32 + (n * n // 97 + seeded.randint(0, 3)) % 90) for n in range(size)),
    "12.3 prose": lambda size: " ".join(seeded.choices(WORDS, k=size // 5 + 1)),
    "12.4 markup": lambda size: "".join(f"<td class=x>{seeded.choice(WORDS)}</td>" for _ in range(size // 24 + 1)),
    "12.5 noise": lambda size: "".join(map(chr, seeded.choices(range(0xA000, 0xC000), k=size // 3 + 1))),
}
# What the client offers, and what the server then keeps to.
OFFERS = {
    "13.1": (DEFLATE, 15),
    "13.2": (f"{DEFLATE}; server_no_context_takeover", 15),
    "13.3": (f"{DEFLATE}; server_max_window_bits=9", 9),
    "13.4": (f"{DEFLATE}; server_max_window_bits=15", 15),
    "13.5": (f"{DEFLATE}; server_no_context_takeover; server_max_window_bits=9", 9),
    "13.6": (f"{DEFLATE}; server_no_context_takeover; server_max_window_bits=15", 15),
    "13.7": (f"{DEFLATE}; server_no_context_takeover; server_max_window_bits=9, {DEFLATE}; x, {DEFLATE}", 9),
}


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    flags = ["--diagnostics", "--http", "127.0.0.1:0", "--http-websocket-compression", "true"]
    with Server(tmp_path_factory.mktemp("workspace"), *flags) as server:
        yield server.http_address


def deflated(data: bytes) -> bytes:
    memory = zlib.compressobj(wbits=-15)
    return (memory.compress(data) + memory.flush(zlib.Z_SYNC_FLUSH)).removesuffix(TAIL)


def fragments(payload: bytes, size: int | None) -> list[Frame]:
    """Only the first has the bit that says that the message is compressed (RFC 7692, section 6)."""
    size = size or len(payload)
    starts = range(0, len(payload), size)
    return [
        Frame(TEXT if start == 0 else 0, payload[start : start + size], start == starts[-1], 0 if start else COMPRESSED)
        for start in starts
    ]


def expect_echo(socket: RawWebSocket, deflater: Deflater, inflater: Inflater, text: str, size: int | None = None):
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": stateless(tool("echo", text=text))}
    payload = deflater.deflate(json.dumps(message, ensure_ascii=False).encode())
    socket.send(*fragments(payload, size))
    answer = socket.message()
    assert (answer.opcode, answer.reserved) == (TEXT, COMPRESSED), answer
    result = json.loads(inflater.inflate(answer.payload))["result"]
    assert result["structuredContent"]["text"] == text


def expect_clean_close(socket: RawWebSocket) -> None:
    socket.send(Frame(CLOSE, b"\x03\xe8"))
    assert socket.frame().code == 1000
    assert socket.frame() is None


@pytest.mark.parametrize("kind", DATA)
@pytest.mark.parametrize("size, fragment", SIZES, ids=[f"{index + 1}" for index in range(len(SIZES))])
def test_messages_of_each_kind_and_size(address, kind, size, fragment):
    with RawWebSocket(address, extensions=f"{DEFLATE}; client_max_window_bits") as socket:
        deflater, inflater = Deflater(socket), Inflater(socket)
        for _ in range(COUNT if size < 8192 else 3):
            expect_echo(socket, deflater, inflater, DATA[kind](size), fragment)
        expect_clean_close(socket)


@pytest.mark.parametrize("number", OFFERS)
def test_offers(address, number):
    offer, bits = OFFERS[number]
    with RawWebSocket(address, extensions=offer) as socket:
        assert int(socket.parameters().get("server_max_window_bits", 15)) == bits
        deflater, inflater = Deflater(socket), Inflater(socket)
        # What repeats beyond the window would be compressed by one that is too large, and could not be read.
        block = DATA["12.5 noise"](1500)
        for text in ["short", block * 4, *(DATA[kind](16384) for kind in DATA)]:
            expect_echo(socket, deflater, inflater, text)
        expect_clean_close(socket)


@pytest.mark.parametrize(
    "offer, agreed",
    [
        # zlib has no window of 8 bits to write with, so what cannot be kept to is not agreed to.
        (f"{DEFLATE}; server_max_window_bits=8", None),
        (f"{DEFLATE}; server_max_window_bits=8, {DEFLATE}; server_max_window_bits=10", "10"),
        # RFC 7692, section 7.1: unknown, repeated and senseless parameters decline an offer, not those after it.
        (f"{DEFLATE}; server_max_window_bits=16", None),
        (f"{DEFLATE}; server_max_window_bits=7", None),
        (f"{DEFLATE}; server_max_window_bits=09", None),
        (f"{DEFLATE}; server_max_window_bits", None),
        (f"{DEFLATE}; server_no_context_takeover=1", None),
        (f"{DEFLATE}; server_max_window_bits=9; server_max_window_bits=9", None),
        (f"{DEFLATE}; unknown", None),
        (f'{DEFLATE}; client_max_window_bits; server_max_window_bits="12"', "12"),
        ("Permessage-Deflate ;server_max_window_bits = 12,,", "12"),
        (f"{DEFLATE}; unknown, x-other, {DEFLATE}; server_max_window_bits=11", "11"),
        ("x-webkit-deflate-frame", None),
    ],
)
def test_an_offer_is_kept_to_or_declined(address, offer, agreed):
    with RawWebSocket(address, extensions=offer) as socket:
        assert (socket.agreed and socket.parameters()["server_max_window_bits"]) == agreed
        expect_clean_close(socket)


@pytest.mark.parametrize(
    "frames, code",
    [
        # Not deflate at all, and with the bit where it may not be.
        ([Frame(TEXT, b"\xff" * 20, reserved=COMPRESSED)], {1007}),
        ([Frame(TEXT, b"\xf2", False, COMPRESSED), Frame(0, b"\x48", True, COMPRESSED)], {1002}),
        ([Frame(9, b"ping", reserved=COMPRESSED)], {1002}),
        ([Frame(TEXT, b"x", reserved=0x20)], {1002}),
        # Text that is none after it has been inflated.
        ([Frame(TEXT, deflated(b"\xce\xba\xe1\xbd\xb9\xed\xa0\x80"), reserved=COMPRESSED)], {1007}),
        # A bomb: 64 MiB of zeros in 64 KiB.
        ([Frame(TEXT, deflated(b" " * (64 << 20)), reserved=COMPRESSED)], {1009}),
    ],
    ids=["noise", "bit-on-continuation", "bit-on-ping", "other-bit", "not-text", "bomb"],
)
def test_what_is_no_compressed_text_closes(address, frames, code):
    with RawWebSocket(address, extensions=DEFLATE) as socket:
        socket.send(*frames)
        assert socket.frame().code in code


def test_without_an_agreement_nothing_is_compressed(address):
    with RawWebSocket(address) as socket:
        assert socket.agreed is None
        socket.send(Frame(TEXT, b"\xf2\x48\xcd\xc9\xc9\x07\x00", reserved=COMPRESSED))
        assert socket.frame().code == 1002
