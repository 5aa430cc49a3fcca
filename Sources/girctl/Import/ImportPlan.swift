import FoundationEssentials
import GIRCommandLine
import GIRPKI

/// What one way of importing adds to a keystore.
protocol ImportPlan {
    /// The entries to set in the keystore, also those that it has already.
    func entries(for store: KeyStore, now: Date) throws(CommandFailure) -> ImportedEntries
}

/// Entries for a keystore, and what there is to tell about them, each a line.
struct ImportedEntries {
    var entries: [KeyStoreEntry]
    var remarks: [String] = []
}
