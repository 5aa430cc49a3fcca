import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// What one way of importing adds to a keystore.
protocol ImportPlan {
    /// What to tell about it, each a line.
    var remarks: [String] { get }

    /// The entries to set in the keystore; none when it has them all.
    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> [KeyStoreEntry]
}
