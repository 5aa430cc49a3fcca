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
        // What several targets do with their inputs.
        .target(name: "FuzzSubjects", dependencies: [.product(name: "GIRPKI", package: "girctl")]),
        .executableTarget(
            name: "fuzz-seeds",
            dependencies: [
                "FuzzSubjects", .product(name: "CassandraClient", package: "girctl"),
                .product(name: "GIRPKI", package: "girctl"), .product(name: "NIOCore", package: "swift-nio"),
            ]
        ),
        .executableTarget(
            name: "fuzz-cql",
            dependencies: [
                "FuzzDriver", .product(name: "CassandraClient", package: "girctl"),
                .product(name: "NIOCore", package: "swift-nio"),
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
