// swift-tools-version: 6.2
import PackageDescription

// A package of its own: what measures the product stays out of it. The scripts beside it build and run it.
let package = Package(
    name: "Benchmarks",
    dependencies: [.package(name: "girctl", path: "..")],
    targets: [
        .executableTarget(name: "trust-speed", dependencies: [.product(name: "GIRPKI", package: "girctl")])
    ]
)
