// swift-tools-version: 6.2
import PackageDescription

// One place holds the compiler to docs/architecture.md: what a module imports stays its own business,
// every use of a member names its module, and a warning does not pass.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .treatAllWarnings(as: .error),
]

// A request's steps run where its connection does; without this each would ask the task where that is.
let server = strict + [.enableUpcomingFeature("NonisolatedNonsendingByDefault")]

let package = Package(
    name: "girctl",
    products: [
        .executable(name: "girctl", targets: ["girctl"]),
        .executable(name: "girctl-server", targets: ["girctl-server"]),
        .library(name: "CassandraClient", targets: ["CassandraClient"]),
        .library(name: "CassandraFake", targets: ["CassandraFake"]),
        .library(name: "GIRConfigKit", targets: ["GIRConfigKit"]),
        .library(name: "GIRPKI", targets: ["GIRPKI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-nio-http2", from: "1.46.0"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries, and what Swift cannot import of them without a header of ours.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "openssl", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CProcess"),

        // The rooms, each with what it may import.
        .target(name: "GIRPKI", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "GIRConfigKit", dependencies: ["GIRPKI", "CLibYAML"], swiftSettings: strict),
        .target(name: "GIRCommandLine", dependencies: ["GIRPKI", "GIRConfigKit", "CProcess"], swiftSettings: strict),
        .target(
            name: "CassandraClient",
            dependencies: [
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GIRLinks",
            dependencies: [
                "CassandraClient", "GIRPKI", "GIRConfigKit",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GIRStore",
            dependencies: ["GIRPKI", .product(name: "GRDB", package: "GRDB.swift")],
            swiftSettings: strict
        ),
        .target(
            name: "GIRCassandraStore",
            dependencies: [
                "CassandraClient", "GIRStore",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "GIRServer",
            dependencies: [
                "CProcess", "CassandraClient", "GIRPKI", "GIRConfigKit", "GIRLinks", "GIRStore",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
                .product(name: "NIOHTTPTypesHTTP2", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "NIOTLS", package: "swift-nio"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: server
        ),
        .executableTarget(
            name: "girctl",
            dependencies: [
                "GIRPKI", "GIRConfigKit", "GIRCommandLine",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "girctl-server",
            dependencies: [
                "CassandraClient", "GIRCassandraStore", "GIRServer", "GIRConfigKit", "GIRCommandLine", "GIRLinks",
                "GIRStore",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),

        // One test folder per room; the last two drive the built programs.
        .target(
            name: "GIRTestSupport",
            dependencies: [
                "GIRPKI",
                .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            path: "Tests/Support",
            swiftSettings: strict
        ),
        .target(
            name: "CassandraFake",
            dependencies: [
                "CassandraClient", "GIRPKI",
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            path: "Tests/CassandraFake",
            swiftSettings: strict
        ),
        .testTarget(
            name: "CassandraClientTests",
            dependencies: [
                "CassandraClient", "CassandraFake", "GIRPKI", "GIRTestSupport",
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRPKITests",
            dependencies: ["COpenSSL", "GIRPKI", "GIRTestSupport"],
            exclude: ["known-divergences.json"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRConfigKitTests",
            dependencies: ["GIRConfigKit", "GIRPKI", "GIRTestSupport"],
            exclude: ["Diagnostics/Snapshots", "Specs"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRCommandLineTests",
            dependencies: ["GIRCommandLine", "GIRPKI", "GIRTestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRLinksTests",
            dependencies: [
                "CassandraClient", "CassandraFake", "GIRLinks", "GIRConfigKit", "GIRPKI", "GIRTestSupport",
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(
            name: "StoreLoad",
            dependencies: ["GIRStore", .product(name: "GRDB", package: "GRDB.swift")],
            path: "Tests/StoreLoad",
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRStoreTests",
            dependencies: [
                "CassandraClient", "CassandraFake", "StoreLoad", "GIRCassandraStore", "GIRStore", "GIRPKI",
                "GIRTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRServerTests",
            dependencies: [
                "CassandraClient", "GIRServer", "GIRConfigKit", "GIRLinks", "GIRPKI", "GIRStore", "GIRTestSupport",
                .product(name: "GRDB", package: "GRDB.swift"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Hummingbird", package: "hummingbird"),
                .product(name: "Logging", package: "swift-log"),
                .product(name: "NIOCore", package: "swift-nio"),
                .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "NIOExtras", package: "swift-nio-extras"),
                .product(name: "NIOHTTP1", package: "swift-nio"),
                .product(name: "NIOHPACK", package: "swift-nio-http2"),
                .product(name: "NIOHTTP2", package: "swift-nio-http2"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOSSL", package: "swift-nio-ssl"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ],
            swiftSettings: strict
        ),
        .testTarget(
            name: "girctlTests",
            dependencies: ["girctl", "girctl-server", "GIRPKI", "GIRTestSupport"],
            exclude: ["Fixtures", "Snapshots"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "InteropTests",
            dependencies: [
                "CassandraClient", "CassandraFake", "girctl", "girctl-server", "GIRConfigKit", "GIRPKI",
                "GIRTestSupport",
            ],
            swiftSettings: strict
        ),
    ]
)
