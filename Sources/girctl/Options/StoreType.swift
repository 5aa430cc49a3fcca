import ArgumentParser
import GIRPKI

/// The formats a new keystore can have.
enum StoreType: String, ExpressibleByArgument, CaseIterable {
    case jks
    case pkcs12

    /// The format of the keystore.
    var format: KeyStoreFormat {
        switch self {
        case .jks: .jks
        case .pkcs12: .pkcs12
        }
    }
}
