import GIRStore
import Testing

@testable import GIRServer

@Suite struct `Access to a route` {
    private static func user(_ roles: Set<Role>, of contactCenter: String? = "c") -> Principal {
        Principal(provider: .store, id: "u", userName: "u", contactCenter: contactCenter, roles: roles)
    }
    private static let operations = Principal(
        provider: .operations,
        id: "ops",
        userName: "ops",
        contactCenter: nil,
        roles: [.admin]
    )

    @Test func `is anyone's where nothing else is asked`() {
        for principal in [nil, Self.user([]), Self.operations] {
            #expect(Access.anyone.refusal(of: principal) == nil)
        }
    }

    @Test(arguments: [Access.user, .roles([.admin]), .operations])
    func `needs a login elsewhere`(access: Access) {
        #expect(access.refusal(of: nil) == .notAuthenticated)
    }

    @Test func `by role is for users with one of the roles`() {
        let access = Access.roles([.admin, .supervisor])
        #expect(access.refusal(of: Self.user([.agent, .supervisor])) == nil)
        #expect(access.refusal(of: Self.user([.admin])) == nil)
        #expect(access.refusal(of: Self.user([.agent])) == .insufficientRoles)
        #expect(access.refusal(of: Self.user([])) == .insufficientRoles)
    }

    @Test func `of users is not the operations account's, and the other way round`() {
        #expect(Access.user.refusal(of: Self.user([])) == nil)
        #expect(Access.user.refusal(of: Self.operations) == .insufficientRoles)
        #expect(Access.roles([.admin]).refusal(of: Self.operations) == .insufficientRoles)
        #expect(Access.operations.refusal(of: Self.operations) == nil)
        #expect(Access.operations.refusal(of: Self.user(Set(Role.allCases))) == .insufficientRoles)
    }

    @Test func `of users is nobody's who belongs to no contact center`() {
        #expect(Access.user.refusal(of: Self.user([.admin], of: nil)) == .insufficientRoles)
    }

    @Test func `is nobody's but to oneself before a password is changed that somebody else has chosen`() {
        let principal = Principal(
            provider: .store,
            id: "u",
            userName: "u",
            contactCenter: "c",
            roles: Set(Role.allCases),
            mustChangePassword: true
        )
        #expect(Access.anyone.refusal(of: principal) == nil)
        #expect(Access.oneself.refusal(of: principal) == nil)
        for access in [Access.user, .roles([.admin]), .operations] {
            #expect(access.refusal(of: principal) == .passwordChangeDemanded)
        }
        #expect(Access.oneself.refusal(of: Self.operations) == .insufficientRoles)
    }
}
