import FoundationEssentials
import GIRStore
import Testing

@Suite struct `Principals` {
    @Test func `the same name of two providers is two users`() {
        let one = Principal(provider: .store, id: "a", userName: "anna", contactCenter: nil, roles: [.agent])
        let other = Principal(
            provider: .configurationServer,
            id: "a",
            userName: "anna",
            contactCenter: nil,
            roles: [.agent]
        )
        #expect(one != other)
    }

    @Test func `are read as an earlier version has written them`() throws {
        let text = #"{"provider":"rws","id":"a","userName":"anna","roles":["agent"],"permissions":[]}"#
        let principal = try JSONDecoder().decode(Principal.self, from: Data(text.utf8))
        #expect(
            principal == Principal(provider: .store, id: "a", userName: "anna", contactCenter: nil, roles: [.agent])
        )
        let demanding = Principal(
            provider: .store,
            id: "a",
            userName: "anna",
            contactCenter: "c",
            roles: [],
            permissions: [.addLabel],
            mustChangePassword: true
        )
        #expect(try JSONDecoder().decode(Principal.self, from: JSONEncoder().encode(demanding)) == demanding)
    }

    @Test func `roles have the names of the API`() {
        #expect(Role.allCases.map(\.apiName) == ["ROLE_AGENT", "ROLE_SUPERVISOR", "ROLE_ADMIN"])
    }
}
