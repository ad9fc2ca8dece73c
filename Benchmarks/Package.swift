// swift-tools-version:6.1
import PackageDescription

let package = Package(
    name: "waggle-benchmarks",
    dependencies: [
        .package(name: "waggle", path: ".."),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
    ],
    targets: [
        .executableTarget(
            name: "broker-only",
            dependencies: [
                .product(name: "HPFeeds", package: "waggle"), .product(name: "Logging", package: "swift-log"),
                .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
            ]),
        .executableTarget(
            name: "byte-relay",
            dependencies: [
                .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOPosix", package: "swift-nio"),
                .product(name: "NIOConcurrencyHelpers", package: "swift-nio"),
            ]),
        .executableTarget(name: "relay-load", dependencies: [.product(name: "HPFeeds", package: "waggle")]),
    ],
    swiftLanguageModes: [.v6]
)
