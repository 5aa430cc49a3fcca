"""Floods of HTTP/2 frames, made by hand (RFC 9113 §4.1): a library would not send what is wrong."""

import struct
import threading
import time

from support import PATH, Bystander, Server, check, expect

ENHANCE_YOUR_CALM = 11


def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def text(value):
    """A string of HPACK without Huffman's code (RFC 7541 §5.2), of at most 126 bytes."""
    return bytes([len(value)]) + value.encode()


def head(method=2):
    """The header of a GET, or with 3 of a POST: the static table's :method and :scheme https, then two literals."""
    return bytes([0x80 | method, 0x87]) + b"\x04" + text(PATH) + b"\x01" + text("localhost")


def field(number):
    """A field that is added to the dynamic table."""
    return b"\x40" + text(f"x-{number}") + text("y" * 100)


RESET = b"\0\0\0\x08"
PREFACE = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + frame(4, 0, 0)
FLOODS = {
    "rapid reset": lambda i: frame(1, 5, 2 * i + 1, head()) + frame(3, 0, 2 * i + 1, RESET),
    "reset of uploads": lambda i: frame(1, 4, 2 * i + 1, head(3)) + frame(3, 0, 2 * i + 1, RESET),
    "CONTINUATION": lambda i: frame(1, 1, 1, head()) if i == 0 else frame(9, 0, 1, field(i)),
    "empty CONTINUATION": lambda i: frame(1, 1, 1, head()) if i == 0 else frame(9, 0, 1),
    "PING": lambda i: frame(6, 0, 0, b"12345678"),
    "SETTINGS": lambda i: frame(4, 0, 0),
    "PRIORITY": lambda i: frame(2, 0, 2 * i + 1, b"\0\0\0\0\x10"),
    "empty DATA": lambda i: frame(1, 4, 1, head(3)) if i == 0 else frame(0, 0, 1),
    "WINDOW_UPDATE": lambda i: frame(8, 0, 0, b"\0\0\0\x01"),
    "unknown frames": lambda i: frame(0x42, 0, 0, b"x"),
    "too many streams": lambda i: frame(1, 4, 2 * i + 1, head(3)),
    "HPACK bomb": lambda i: frame(1, 5, 2 * i + 1, head() + field(0) + b"\xbe" * 8000),
}


def go_away(data):
    """The error codes of the GOAWAY frames."""
    codes, at = [], 0
    while at + 9 <= len(data):
        length = int.from_bytes(data[at:at + 3], "big")
        if data[at + 3] == 7 and at + 17 <= len(data):
            codes.append(int.from_bytes(data[at + 13:at + 17], "big"))
        at += 9 + length
    return codes


def flood(server, make, count=20_000):
    """Sends as fast as it can until the server has had enough; gives the codes that it said so with, and whether it has
    ended the connection."""
    client = server.connect(15, protocols=["h2"])
    answers, ends = [], []

    def read():
        try:
            while data := client.recv(65536):
                answers.append(data)
            ends.append("closed")
        except TimeoutError:
            pass
        except OSError:
            ends.append("reset")

    reader = threading.Thread(target=read)
    reader.start()
    try:
        client.sendall(PREFACE)
        for start in range(0, count, 100):
            client.sendall(b"".join(make(i) for i in range(start, start + 100)))
            if not reader.is_alive():
                break
    except OSError:
        pass
    reader.join()
    client.close()
    return go_away(b"".join(answers)), bool(ends)


@check("6.3 HTTP/2 floods", quick=True)
def floods():
    codes_seen, slowest = set(), 0.0
    with Server(tls=True) as server, Bystander(server) as others:
        before = server.resident()
        for name, make in FLOODS.items():
            began = time.monotonic()
            codes, is_ended = flood(server, make)
            slowest = max(slowest, time.monotonic() - began)
            expect(is_ended, f"{name}: the connection was not ended")
            codes_seen.update(codes)
            server.is_alive()
        grown = (server.resident() - before) / 1024
        expect(ENHANCE_YOUR_CALM in codes_seen, f"the codes of GOAWAY are {sorted(codes_seen)}")
        expect(grown < 50, f"{grown:.0f} MiB more memory")
    expect(others.failures == 0, f"{others.failures} requests of others failed")
    return f"{len(FLOODS)} floods of 20,000 frames cut off, the last after {slowest:.1f} s; {grown:.0f} MiB more memory; {others.figure()}"
