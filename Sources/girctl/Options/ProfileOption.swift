import ArgumentParser
import GIRCommandLine
import GIRPKI

/// The option that says what has to be able to open a PKCS#12 keystore.
struct ProfileOption: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "How a PKCS#12 keystore is encrypted: modern as Java 17 does, java8 for every Java, legacy for old devices.",
            valueName: "profile"
        )
    )
    var profile: Profile?

    enum Profile: String, ExpressibleByArgument, CaseIterable {
        case modern
        case java8
        case legacy
    }

    /// Applies it to a keystore that is about to be changed; without it nothing happens.
    ///
    /// - Returns: whether the keystore has to be written for it.
    func apply(to store: inout KeyStore, in file: String) throws(CommandFailure) -> Bool {
        guard let profile = profile.flatMap({ PKCS12Profile(rawValue: $0.rawValue) }) else { return false }
        guard store.format == .pkcs12 else {
            throw CommandFailure(
                .usage,
                "'\(file)' is a \(store.format.rawValue) keystore, which knows one way to protect keys only",
                hint: "leave --profile out, or make a keystore with --type pkcs12"
            )
        }
        guard profile != store.profile else { return false }
        do throws(PKIError) {
            try store.protect(as: profile)
        } catch {
            throw CommandFailure(error, in: file)
        }
        return true
    }
}
