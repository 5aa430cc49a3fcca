// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what measures the product stays out of it. The scripts beside it build and run it.
let package = Package(
    name: "Benchmarks",
    dependencies: [
        .package(name: "girctl", path: ".."),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    ],
    targets: [
        .executableTarget(
            name: "cassandra-speed",
            dependencies: [
                .product(name: "CassandraClient", package: "girctl"),
                .product(name: "CassandraFake", package: "girctl"), .product(name: "Logging", package: "swift-log"),
            ]
        ),
        .executableTarget(name: "trust-speed", dependencies: [.product(name: "GIRPKI", package: "girctl")]),
    ]
)
