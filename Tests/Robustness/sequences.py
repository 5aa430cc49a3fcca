"""Byte sequences: the matrix of parsers, and the vectors of others."""

import concurrent.futures
import json
import os
import pathlib

from support import PATH, Server, check, expect, get, statuses

CLOSE = "Connection: close\r\n"


def request(line=f"GET {PATH} HTTP/1.1", fields="Host: localhost\r\n", body=""):
    return f"{line}\r\n{fields}\r\n{body}".encode("latin-1")


def post(fields, body=""):
    return request(f"POST {PATH} HTTP/1.1", "Host: localhost\r\n" + fields, body)


CHUNKED = "Transfer-Encoding: chunked\r\n"

# What is sent, the statuses that are right, and whether the connection has to be closed.
MATRIX = [
    ("CL and TE", [post("Content-Length: 4\r\n" + CHUNKED, "0\r\n\r\n")], {400}, True),
    ("duplicate CL", [post("Content-Length: 4\r\nContent-Length: 4\r\n", "abcd"),
                      post("Content-Length: 4\r\nContent-Length: 5\r\n", "abcde")], {400}, True),
    ("odd CL", [post(f"Content-Length: {text}\r\n", "abcd") for text in
                ["+4", "0x4", "4 4", "-1", "18446744073709551620", "4, 4", "", "4;", "٤".encode().decode("latin-1")]],
     {400, 413}, True),
    ("odd TE", [post(f"Transfer-Encoding: {text}\r\n", "0\r\n\r\n") for text in
                ["identity", "xchunked", "chunked, identity", "\x0bchunked", "chunked, chunked"]]
     + [post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
        post("Transfer-Encoding : chunked\r\n", "0\r\n\r\n")], {400, 501}, True),
    ("TE gzip, chunked", [post("Transfer-Encoding: gzip, chunked\r\n", "0\r\n\r\n")], {501}, True),
    ("TE in HTTP/1.0", [request(f"POST {PATH} HTTP/1.0", "Host: localhost\r\n" + CHUNKED, "0\r\n\r\n")], {400}, True),
    ("odd chunks", [post(CHUNKED, text) for text in
                    ["0x5\r\nhello\r\n0\r\n\r\n", "-5\r\nhello\r\n0\r\n\r\n", "FFFFFFFFFFFFFFFFF\r\nx\r\n0\r\n\r\n",
                     "5\r\nhelloXX0\r\n\r\n", "5 \r\nhello\r\n0\r\n\r\n"]],
     # The resource may refuse the method before the chunk has come.
     {400, 405, 413}, True),
    ("bare LF, bare CR, NUL, fold, space before colon",
     [f"GET {PATH} HTTP/1.1\nHost: localhost\n\n".encode(), request(fields="Host: localhost\r\nA: b\rc: d\r\n"),
      request(fields="Host: localhost\r\nA: b\0\r\n"), request(fields="Host: localhost\r\nA: b\r\n c\r\n"),
      request(fields="Host : localhost\r\n")], {400, 505}, True),
    ("no, two and odd Host", [request(fields=text) for text in
                              ["A: b\r\n", "Host: a\r\nHost: a\r\n", "Host: a\r\nHost: b\r\n", "Host: a b\r\n",
                               "Host: a/b\r\n", "Host: a@b\r\n", "Host: a:99999\r\n", "Host: \r\n"]], {400}, True),
    ("absolute form with another host", [request(f"GET http://other{PATH} HTTP/1.1")], {400}, True),
    ("unknown versions", [request(f"GET {PATH} HTTP/{text}") for text in ["1.2", "2.0", "3.0", "9.9", "x"]],
     {400, 505}, True),
    ("HTTP/0.9", [f"GET {PATH}\r\n\r\n".encode()], {400, 505}, True),
    ("unknown methods", [request(f"{text} {PATH} HTTP/1.1") for text in ["get", "FOO", "PROPFIND"]], {501}, False),
    ("TRACE and CONNECT", [request(f"TRACE {PATH} HTTP/1.1"), request("CONNECT localhost:443 HTTP/1.1")],
     {400, 405}, False),
    ("target of 8 KiB and more", [get("/" + "a" * size) for size in [8193, 65_536, 1 << 20]], {414, 431}, True),
    ("fields that are too large or too many",
     [request(fields="Host: localhost\r\nA: " + "b" * size + "\r\n") for size in [8193, 65_536, 131_072, 1 << 20]]
     + [request(fields="Host: localhost\r\n" + "".join(f"A{n}: b\r\n" for n in range(1100)))], {431}, True),
    ("ambiguous paths", [get(text) for text in
                         ["/../etc/passwd", "/%2e%2e/etc/passwd", "/api%2fv2", "/%00", "/%c0%ae%c0%ae/", "/a;b=c",
                          "/a\\b", "//a", "/a//b", "/%5c", "/%25"]], {400}, True),
    ("Expect", [post("Content-Length: 2\r\nExpect: 200-ok\r\n", "ab")], {417}, True),
    ("CL of 10 GiB", [post("Content-Length: 10737418240\r\n")], {413}, True),
]


@check("6.1 parser matrix", quick=True)
def matrix():
    sequences = 0
    with Server() as server:
        for name, messages, allowed, closes in MATRIX:
            for message in messages:
                answer, closed = server.exchange(message, 5)
                found = statuses(answer)
                expect(found[:1] and found[0] in allowed, f"{name}: {message[:80]!r} is answered with {found}")
                expect(len(found) == 1, f"{name}: {message[:80]!r} has {len(found)} answers")
                expect(closed or not closes, f"{name}: the connection stays open after {message[:80]!r}")
                sequences += 1
        server.is_alive()
    return f"{sequences} sequences in {len(MATRIX)} rows, each refused once, as it has to be"


@check("6.1 what is right stays right", quick=True)
def accepted():
    with Server() as server:
        both, _ = server.exchange(get() + get(close=True))
        expect(statuses(both) == [200, 200], "two requests in a row")
        one, closed = server.exchange(request(f"GET {PATH} HTTP/1.0"), 5)
        expect(statuses(one) == [200] and closed, "HTTP/1.0 closes")
        other, closed = server.exchange(request(fields="Host: localhost\r\nConnection: Close\r\n"), 5)
        expect(statuses(other) == [200] and closed, "Connection: Close closes")
        smuggled = get(close=True).decode()
        body = post(f"Content-Length: {len(smuggled)}\r\n{CLOSE}", smuggled)
        expect(statuses(server.exchange(body, 5)[0]) == [405], "a request in a body is a body")
        chunks = post(CHUNKED + CLOSE, "5;a=b\r\nhello\r\n0\r\n\r\n")
        expect(statuses(server.exchange(chunks, 5)[0]) == [405], "chunks with extensions")
        waiting = post(f"Content-Length: 2\r\nExpect: 100-continue\r\n{CLOSE}")
        refused, closed = server.exchange(waiting, 5)
        expect(statuses(refused) == [405] and closed, "whoever is refused is not asked for the body")
        extension = post(CHUNKED, "5;" + "a" * 100_000 + "\r\nhello\r\n0\r\n\r\n")
        answer = statuses(server.exchange(extension, 5)[0])
        expect(answer[:1] in ([400], [405], [413]), f"100 KiB of chunk extensions: {answer}")
        server.is_alive()
    return "keep-alive, HTTP/1.0, Close in capitals, bodies, chunks, no 100 Continue before a refusal"


REFUSALS = {400, 408, 411, 413, 414, 417, 421, 426, 431, 501, 505}


def verdict(case, answer, closed):
    found = statuses(answer)
    refused = not found or found[0] in REFUSALS
    outcome = case["outcome"]
    if outcome == "accept":
        # An unknown method is understood well and not implemented.
        return bool(found) and (not refused or found[0] == 501)
    if outcome == "no_second_response":
        return len(found) <= 1 or all(status in REFUSALS for status in found[1:])
    if outcome == "reject":
        # What is wrong with a body may come behind the answer; then nothing may follow it.
        return refused and (closed or bool(found)) or found[:1] > [399] and len(found) == 1 and closed
    if outcome == "reject_or_wait":
        return refused
    return not found or not refused


@check("382 byte sequences", quick=True)
def vectors():
    folder = os.environ.get("GIRCTL_VECTORS")
    if not folder:
        return "skipped: GIRCTL_VECTORS is not set"
    root = pathlib.Path(folder) / "server"
    cases = json.loads((root / "raw-manifest.json").read_text())
    with Server() as server, concurrent.futures.ThreadPoolExecutor(16) as pool:
        asked = pool.map(lambda case: (case, *server.exchange((root / case["file"]).read_bytes(), 2)), cases)
        wrong = [(case, statuses(answer)) for case, answer, closed in asked if not verdict(case, answer, closed)]
        server.is_alive()
    lines = "\n".join(f"  {case['tier']} {case['outcome']} {case['id']}: {found}" for case, found in wrong)
    unexpected = [case for case, _ in wrong if case["id"] not in STRICTER]
    expect(not unexpected, f"{len(unexpected)} of {len(cases)} are not answered as they should be\n{lines}")
    return f"{len(cases) - len(wrong)} of {len(cases)} as expected, {len(wrong)} refused on purpose"


# What this server does on purpose in another way, with the reason; nothing else may differ. docs/operation.md has them too.
PARSER = "the parser, llhttp, is strict about it; node, which uses it as well, refuses too"
TWO_CODINGS = "two Transfer-Encoding fields are what smuggling is made of: refused, as nginx and Go do"
OTHER_HOST = "the target names another host than the field Host: a proxy could go by the one, the server by the other"
USER = "user information in a target is forbidden (RFC 9110 §4.2.4): refused, as nginx and Jetty do"
STRICTER = {
    "gunicorn-valid-013": f"blanks in a chunk extension: {PARSER}",
    "gunicorn-valid-027": f"bytes beyond ASCII in a target: {PARSER}",
    "gunicorn-valid-025": TWO_CODINGS,
    "gunicorn-valid-029": TWO_CODINGS,
    "llhttp-transfer-encoding-POST-with-chunked-as-last-transfer-encoding-multiple-headers": TWO_CODINGS,
    "gunicorn-valid-100": "empty path segments: filters and routers understand them differently; Spring's StrictHttpFirewall"
                          " refuses them too",
    "gunicorn-valid-rfc9112_target_absolute_userinfo_01": USER,
    "llhttp-uri--host-port-and-basic-auth": USER,
    "llhttp-uri-Host-terminated-by-a-query-string": OTHER_HOST,
    "llhttp-uri--host-port-terminated-by-a-query-string": OTHER_HOST,
    "llhttp-uri--host-port-terminated-by-a-space": OTHER_HOST,
    "llhttp-sample-No-HTTP-version": "HTTP/0.9: refused, as Go, nginx and Jetty do",
    "llhttp-content-length-Tabs-in-Content-Length-surrounding": "tabs around a Content-Length: refused, as nginx and node do",
    "gunicorn-invalid-041": "two Content-Type fields: they are of no consequence to a resource that reads no body",
    "gunicorn-invalid-rfc9110_trailer_forbidden_host_01": "trailers are dropped, whatever they are",
    "gunicorn-invalid-rfc9112_chunked_missing_final_crlf_01": "it waits for the rest until the time of a body is over, as all do",
    "llhttp-connection-CRLF-between-requests-implicit-keep-alive":
        "an empty line before a request is skipped (RFC 9112 §2.2)",
}
