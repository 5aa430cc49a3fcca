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

    @Test func `roles have the names of the API`() {
        #expect(Role.allCases.map(\.apiName) == ["ROLE_AGENT", "ROLE_SUPERVISOR", "ROLE_ADMIN"])
    }
}
