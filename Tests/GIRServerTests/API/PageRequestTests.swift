import HummingbirdCore
import NIOCore
import NIOPosix
import Testing

@testable import GIRServer

@Suite struct `A page of a collection` {
    @Test(arguments: [([:], false), (["fields": "*"], true)])
    func `is made beside the event loop where it is of objects`(query: [String: String], isFull: Bool) async throws {
        let page = try PageRequest(query)
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let answer = try await Task(executorPreference: LoopExecutor(loop)) {
            #expect(MultiThreadedEventLoopGroup.currentEventLoop != nil)
            return try await page.answer("things", [1, 2], links: ["next": "n", "prev": nil]) { number in
                "/\(number)"
            } json: { number in
                #expect(MultiThreadedEventLoopGroup.currentEventLoop == nil)
                return .integer(number)
            }
        }.value
        let expected = isFull ? #""things":[1,2]"# : #""uris":["/1","/2"]"#
        #expect(answer.body.contentLength == #"{"next":"n","statusCode":0,\#(expected)}"#.utf8.count)
    }
}
