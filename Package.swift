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

let package = Package(
    name: "girctl",
    products: [
        .library(name: "GIRConfigKit", targets: ["GIRConfigKit"]),
        .library(name: "GIRPKI", targets: ["GIRPKI"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    ],
    targets: [
        // System libraries, and what Swift cannot import of them without a header of ours.
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .systemLibrary(name: "COpenSSL", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
        // The rooms, each with what it may import.
        .target(name: "GIRPKI", dependencies: ["COpenSSL"], swiftSettings: strict),
        .target(name: "GIRConfigKit", dependencies: ["GIRPKI", "CLibYAML"], swiftSettings: strict),
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
        .testTarget(
            name: "GIRPKITests",
            dependencies: ["COpenSSL", "GIRPKI", "GIRTestSupport"],
            swiftSettings: strict
        ),
        .testTarget(
            name: "GIRConfigKitTests",
            dependencies: ["GIRConfigKit", "GIRPKI", "GIRTestSupport"],
            swiftSettings: strict
        ),
    ]
)
