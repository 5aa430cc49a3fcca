// swift-tools-version: 6.2
import PackageDescription

// A package of its own: the fuzzer's flags stay out of the product. Build and run it with scripts/fuzz.
let package = Package(
    name: "Fuzz",
    dependencies: [
        .package(name: "girctl", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    ],
    targets: [
        .target(name: "FuzzDriver"),
        // What reads the bytes of a node, without what connects to one: TLS would be built for the fuzzer as well.
        .target(
            name: "CassandraCodec",
            dependencies: [.product(name: "NIOCore", package: "swift-nio")],
            sources: [
                "CassandraEndpoint.swift", "CassandraError.swift", "Consistency.swift", "Messages", "Values", "Wire",
            ],
            swiftSettings: [.enableUpcomingFeature("InternalImportsByDefault")]
        ),
        // What several targets do with their inputs.
        .target(name: "FuzzSubjects", dependencies: [.product(name: "GIRPKI", package: "girctl")]),
        .executableTarget(
            name: "fuzz-seeds",
            dependencies: [
                "CassandraCodec", "FuzzSubjects", .product(name: "GIRPKI", package: "girctl"),
                .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "fuzz-cql",
            dependencies: [
                "CassandraCodec", "FuzzDriver", .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .executableTarget(name: "fuzz-jks", dependencies: ["FuzzDriver", "FuzzSubjects"]),
        .executableTarget(name: "fuzz-jceks", dependencies: ["FuzzDriver", "FuzzSubjects"]),
        .executableTarget(name: "fuzz-pkcs12", dependencies: ["FuzzDriver", "FuzzSubjects"]),
        .executableTarget(
            name: "fuzz-pem",
            dependencies: ["FuzzDriver", "FuzzSubjects", .product(name: "GIRPKI", package: "girctl")]
        ),
        .executableTarget(name: "fuzz-der", dependencies: ["FuzzDriver", "FuzzSubjects"]),
        .executableTarget(
            name: "fuzz-certificate",
            dependencies: ["FuzzDriver", .product(name: "GIRPKI", package: "girctl")]
        ),
        .executableTarget(
            name: "fuzz-trust",
            dependencies: ["FuzzDriver", .product(name: "GIRPKI", package: "girctl")]
        ),
        .executableTarget(
            name: "fuzz-configuration",
            dependencies: [
                "FuzzDriver", .product(name: "GIRPKI", package: "girctl"),
                .product(name: "GIRConfigKit", package: "girctl"),
            ]
        ),
    ]
)
