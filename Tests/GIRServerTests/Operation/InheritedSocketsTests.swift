import Testing

@testable import GIRServer

@Suite struct `sockets of the service manager` {
    private func sockets(_ environment: [String: String], process: Int32 = 7) throws(ServerError) -> [Int32?] {
        let sockets = try InheritedSockets(environment, process) { [3, 4].contains($0) }
        return [sockets.door, sockets.management]
    }

    @Test func `are taken by their names`() throws {
        let one = ["LISTEN_PID": "7", "LISTEN_FDS": "1"]
        let two = ["LISTEN_PID": "7", "LISTEN_FDS": "2"]
        #expect(try sockets(one) == [3, nil])
        #expect(try sockets(one.merging(["LISTEN_FDNAMES": "https"]) { $1 }) == [3, nil])
        #expect(try sockets(one.merging(["LISTEN_FDNAMES": "management"]) { $1 }) == [nil, 3])
        #expect(try sockets(two.merging(["LISTEN_FDNAMES": "https:management"]) { $1 }) == [3, 4])
        #expect(try sockets(two.merging(["LISTEN_FDNAMES": "management:https"]) { $1 }) == [4, 3])
    }

    @Test func `are those of this process, or there are none`() throws {
        #expect(try sockets([:]) == [nil, nil])
        #expect(try sockets(["LISTEN_PID": "8", "LISTEN_FDS": "1"]) == [nil, nil])
        for count in ["0", "-1", "x", ""] {
            #expect(try sockets(["LISTEN_PID": "7", "LISTEN_FDS": count]) == [nil, nil])
        }
    }

    @Test(arguments: [("3", "a:b:c"), ("2", "https:http"), ("2", "management:management"), ("2000000000", "")])
    func `are refused where it is not clear what they are for`(_ count: String, _ names: String) {
        #expect(throws: ServerError.self) {
            try sockets(["LISTEN_PID": "7", "LISTEN_FDS": count, "LISTEN_FDNAMES": names])
        }
    }

    @Test func `are refused where they do not listen`() {
        #expect(throws: ServerError.self) {
            _ = try InheritedSockets(["LISTEN_PID": "7", "LISTEN_FDS": "1"], 7) { _ in false }
        }
    }
}
