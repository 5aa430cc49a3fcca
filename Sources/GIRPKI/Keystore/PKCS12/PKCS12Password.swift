/// A password in the forms in which PKCS#12 takes it.
///
/// "No password" has no bytes; the empty one has the two zero bytes that end every password (RFC 7292 §B.1). Programs
/// mix the two up, so where one is given the other is tried as well.
struct PKCS12Password: Sendable {
    /// For PKCS#12's own derivation, in UTF-16: the likeliest first.
    private(set) var candidates: [Secret]
    /// For PBKDF2.
    let utf8: Secret
    /// Whether a password was given, be it empty.
    let isGiven: Bool

    init(_ password: Secret?) {
        let (none, empty) = (Secret([]), Secret([0, 0]))
        isGiven = password != nil
        utf8 = password ?? none
        candidates =
            switch password {
            case nil: [none, empty]
            case .some(let password) where password.isEmpty: [empty, none]
            case .some(let password): [password.utf16BigEndian(terminators: 2)]
            }
    }

    /// Puts the form first that the integrity check has proved right.
    mutating func prefer(_ candidate: Secret) {
        candidates = [candidate] + candidates.filter { $0 != candidate }
    }
}
