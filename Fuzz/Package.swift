// swift-tools-version: 6.2
import PackageDescription

// A package of its own: the fuzzer's flags stay out of the product. Build and run it with scripts/fuzz.
let package = Package(
    name: "Fuzz",
    dependencies: [.package(name: "girctl", path: "..")],
    targets: [
        .target(name: "FuzzDriver"),
        .executableTarget(
            name: "fuzz-keystore",
            dependencies: ["FuzzDriver", .product(name: "GIRPKI", package: "girctl")]
        ),
        .executableTarget(
            name: "fuzz-certificate",
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
