/// Which Java opens a keystore, told by how it is encrypted.
public enum JavaSupport: Int, Comparable, Sendable, CaseIterable {
    /// Every Java that is still in use.
    case every
    /// Java 8u301, 11.0.12, 16 and newer: PBES2 around certificates, or a MAC with SHA-2.
    case since8u301
    /// None up to 17.
    case none

    /// Whether more releases open the left one.
    public static func < (left: JavaSupport, right: JavaSupport) -> Bool { left.rawValue < right.rawValue }
}
