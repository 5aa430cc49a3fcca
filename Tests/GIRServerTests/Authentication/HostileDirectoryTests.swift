import GIRTestSupport
import Testing

/// What `examples/ldap-helper` makes of filters and of directories that do not keep to the protocol.
@Suite(.enabled(if: Tool.python3.found || Tool.required))
struct `LDAP helper and a hostile directory` {
    /// Loads the helper, and gives it one end of a pair of sockets in the place of a connection.
    private static let setUp = """
        import importlib.machinery, importlib.util, socket, sys, threading, time
        loader = importlib.machinery.SourceFileLoader("helper", sys.argv[1])
        helper = importlib.util.module_from_spec(importlib.util.spec_from_loader("helper", loader))
        loader.exec_module(helper)

        def directory(answer, seconds=20):
            own, other = socket.socketpair()
            made = helper.Directory.__new__(helper.Directory)
            made.number, made.deadline, made.socket = 0, time.monotonic() + seconds, own
            def serve():
                other.recv(4096)
                try:
                    for piece in answer: other.sendall(piece)
                except OSError: pass
            threading.Thread(target=serve, daemon=True).start()
            made.other = other
            return made

        def unavailable(act):
            try: act()
            except helper.Unavailable: return
            sys.exit(f"not refused: {act}")

        """

    private func run(_ script: String) async throws {
        let program = String(
            #filePath.prefix(upTo: #filePath.firstRange(of: "/Tests/")?.lowerBound ?? #filePath.endIndex)
        )
        let folder = try TemporaryDirectory()
        let result = try await Tool.python3.run(
            ["-B", "-c", Self.setUp + script, "\(program)/examples/ldap-helper/ldap-helper"],
            in: folder
        )
        #expect(result.status == 0, "\(result)")
    }

    @Test func `puts no name into a filter as syntax, and takes no filter that it does not understand`() async throws {
        try await run(
            #"""
            query = helper.parse_filter(r"(&(objectClass=*)(mail={user}@x\2a\29.com))")
            sent = helper.encode_filter(query, {"user": b"a*)(uid=*\\2a"})
            assert sent == b"\xa0\x2b\x87\x0bobjectClass\xa3\x1c\x04\x04mail\x04\x14a*)(uid=*\\2a@x*).com", sent
            for text in [r"(a=\2)", r"(a=\zz)", "(a={x})", "(a={user)", "(a=b(c)", "(a=b*)", "(a~=b)", "(=b)", "(a=b))",
                         "((a=b)", "(a b=c)", "()", "(&)", "(!(a=b)(c=d))", "a=b", "(a:=b)"]:
                try: helper.parse_filter(text)
                except ValueError: continue
                sys.exit("taken: " + text)
            assert helper.keys(helper.parse_filter("(|(member={dn})(uid={user})(a=*))")) == {"dn", "user"}
            """#
        )
    }

    @Test func `believes no length, no number and no entry that makes no sense`() async throws {
        try await run(
            #"""
            right = b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x00\x04\x00"
            assert directory([right]).bind("cn=a", b"x") is True
            assert directory([bytes([byte]) for byte in right]).bind("cn=a", b"x") is True
            assert directory([right.replace(b"\x0a\x01\x00", b"\x0a\x01\x31")]).bind("cn=a", b"x") is False
            entry = b"\x64\x09\x04\x01d\x30\x04\x30\x02\x04\x00"
            for answer in [
                b"\x30\x80", b"\x30\x85\x01\x00\x00\x00\x00", b"\x30\xff" + b"\xff" * 127, b"\x30\x84\xff\xff\xff\xff",
                b"\x30\x83\x10\x00\x01", b"\x31\x00", b"\x30\x00", b"\x30\x03\x02\x01\x01",
                right.replace(b"\x02\x01\x01", b"\x02\x01\x02"), right.replace(b"\x02\x01\x01", b"\x04\x01\x01"),
                right.replace(b"\x02\x01\x01", b"\x02\x01\x00"), right.replace(b"\x61\x07\x0a", b"\x61\x07\x04"),
                b"\x30\x05\x02\x01\x01\x61\x00", b"\x30\x06\x02\x01\x01\x61\x81\x05",
            ]:
                made = directory([answer])
                threading.Timer(1, made.other.shutdown, [socket.SHUT_WR]).start()
                unavailable(lambda: made.bind("cn=a", b"x"))
            for entry in [b"", b"\x04\x01d", b"\x04\x01d\x30\x04\x30\x02\x04\x00", b"\x30\x00\x30\x00",
                          b"\x04\x01d\x30\x05\x30\x03\x02\x01\x00"]:
                unavailable(lambda: helper.Directory._entry(entry))
            assert helper.Directory._entry(b"\x04\x01d\x30\x07\x30\x05\x04\x01A\x31\x00") == (b"d", {"a": []})
            """#
        )
    }

    @Test func `is not held by a directory that says a little now and then, or ever more`() async throws {
        try await run(
            #"""
            def drip():
                yield b"\x30\x7f"
                while True:
                    time.sleep(0.1)
                    yield b"\x02"
            begun = time.monotonic()
            unavailable(lambda: directory(drip(), seconds=1).bind("cn=a", b"x"))
            assert time.monotonic() - begun < 12.7, "each byte has a time-out of its own"
            entry = b"\x04\x01d\x30\x84\x00\x03\xff\x00" + b"\x00" * 0x3ff00
            body = b"\x02\x01\x01\x64\x84" + len(entry).to_bytes(4, "big") + entry
            message = b"\x30\x84" + len(body).to_bytes(4, "big") + body
            made = directory([message] * 5)
            unavailable(lambda: made.search("o=x", 2, b"\x87\x01a", ["uid"]))
            unavailable(lambda: directory([], seconds=-1).bind("cn=a", b"x"))
            """#
        )
    }
}
