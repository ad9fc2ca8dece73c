// swift-tools-version:6.1
import PackageDescription

let swiftSettings: [SwiftSetting] = [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let nio = Target.Dependency.product(name: "NIOCore", package: "swift-nio")
let posix = Target.Dependency.product(name: "NIOPosix", package: "swift-nio")
let locks = Target.Dependency.product(name: "NIOConcurrencyHelpers", package: "swift-nio")
let ssl = Target.Dependency.product(name: "NIOSSL", package: "swift-nio-ssl")
let reloading = Target.Dependency.product(name: "NIOCertificateReloading", package: "swift-nio-extras")
let logging = Target.Dependency.product(name: "Logging", package: "swift-log")
let lifecycle = Target.Dependency.product(name: "ServiceLifecycle", package: "swift-service-lifecycle")
let crypto = Target.Dependency.product(name: "Crypto", package: "swift-crypto")
let cryptoExtras = Target.Dependency.product(name: "CryptoExtras", package: "swift-crypto")
let grdb = Target.Dependency.product(name: "GRDB", package: "GRDB.swift")
let hummingbird = Target.Dependency.product(name: "Hummingbird", package: "hummingbird")

/// A module of the design's map; each may import only what is named here.
func module(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource]? = nil) -> Target {
    .target(name: name, dependencies: dependencies, resources: resources, swiftSettings: swiftSettings)
}

/// The tests of a module lie beside it under the module's name.
func tests(of module: String, _ dependencies: [Target.Dependency], files: [String] = []) -> Target {
    .testTarget(
        name: module + "Tests", dependencies: [.byName(name: module)] + dependencies, exclude: files, swiftSettings: swiftSettings)
}

/// A program that measures one module; built with everything else so that it keeps compiling.
func benchmark(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(
        name: name, dependencies: dependencies, path: "Benchmarks/Sources/\(name)", swiftSettings: swiftSettings)
}

let package = Package(
    name: "waggle",
    products: [
        .library(name: "HPFeeds", targets: ["HPFeeds"]),
        .library(name: "Documents", targets: ["Documents"]),
        .library(name: "Normalization", targets: ["Normalization"]),
        .executable(name: "waggle", targets: ["waggle"]),
        .executable(name: "waggle-worker", targets: ["waggle-worker"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/apple/swift-nio-extras", from: "1.35.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.4"),
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0"),
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/swift-server/swift-service-lifecycle", from: "2.13.0"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
        .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
        .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    ],
    targets: [
        .systemLibrary(name: "CPCRE2", pkgConfig: "libpcre2-8", providers: [.apt(["libpcre2-dev"])]),
        .systemLibrary(name: "CCurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
        .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
        .systemLibrary(name: "CArchive", pkgConfig: "libarchive", providers: [.apt(["libarchive-dev"])]),
        .systemLibrary(name: "CMagic", pkgConfig: "libmagic", providers: [.apt(["libmagic-dev"])]),
        .systemLibrary(name: "CGMime", pkgConfig: "gmime-3.0", providers: [.apt(["libgmime-3.0-dev"])]),
        .systemLibrary(name: "CGsf", pkgConfig: "libgsf-1", providers: [.apt(["libgsf-1-dev"])]),
        .systemLibrary(name: "CSandbox", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
        .systemLibrary(name: "CPixbuf", pkgConfig: "gdk-pixbuf-2.0", providers: [.apt(["libgdk-pixbuf-2.0-dev"])]),
        .systemLibrary(name: "CPSL", pkgConfig: "libpsl", providers: [.apt(["libpsl-dev"])]),
        .systemLibrary(name: "CLibPQ", pkgConfig: "libpq", providers: [.apt(["libpq-dev"])]),
        .systemLibrary(name: "CQREncode", pkgConfig: "libqrencode", providers: [.apt(["libqrencode-dev"])]),
        .systemLibrary(name: "CMalloc"),
        .systemLibrary(name: "CYara", pkgConfig: "yara", providers: [.apt(["libyara-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        module("Documents", ["CPCRE2"]),
        module("Model", ["Documents"]),
        module("Similarity", []),
        module("HPFeeds", [nio, posix, locks, ssl, logging, lifecycle, crypto]),
        module("Normalization", ["Model", "Documents", "CExpat", crypto]),
        module("Storage", ["Model", "Documents", crypto, logging]),
        module(
            "StorageSQLite",
            ["Storage", "Model", "Documents", grdb, logging, .product(name: "GRDBSQLite", package: "GRDB.swift")]),
        module("StoragePostgres", ["Storage", "Model", "Documents", "CLibPQ", crypto, logging]),
        module("Accounts", ["Storage", "Model", "Documents", "CCurl", locks, crypto, cryptoExtras]),
        module(
            "Parsing",
            [
                "Documents", "Similarity", "CArchive", "CMagic", "CGMime", "CGsf", "CPixbuf", "CPSL", "CSandbox", "CYara", "CZlib", crypto,
                .product(name: "Yams", package: "Yams"), .product(name: "X509", package: "swift-certificates"),
                .product(name: "SwiftASN1", package: "swift-asn1"),
            ]),
        module("Intelligence", ["Storage", "Model", "Documents", "Similarity", "CPSL", crypto, logging]),
        module(
            "Collection",
            ["HPFeeds", "Normalization", "Storage", "Accounts", "Model", "Documents", "CZlib", nio, locks, logging, lifecycle, crypto]),
        module(
            "Server",
            [
                "Intelligence", "Accounts", "Storage", "Model", "Documents", "Similarity", "CArchive", "CQREncode", "CZlib", hummingbird,
                nio, logging,
                lifecycle, crypto, ssl, reloading,
                .product(name: "HummingbirdCore", package: "hummingbird"),
                .product(name: "HummingbirdTLS", package: "hummingbird"),
                .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
                .product(name: "Mustache", package: "swift-mustache"),
            ],
            // Compiled in, so that the binary needs no files beside it.
            resources: [.embedInCode("Resources")]),
        .executableTarget(
            name: "waggle",
            dependencies: [
                "Server", "Collection", "Intelligence", "Accounts", "Storage", "StorageSQLite", "StoragePostgres", "HPFeeds",
                "Normalization", "Model",
                "Documents", "CMalloc",
                nio, posix, ssl, reloading, logging, lifecycle, crypto,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
                .product(name: "UnixSignals", package: "swift-service-lifecycle"),
                .product(name: "Yams", package: "Yams"), .product(name: "Subprocess", package: "swift-subprocess"),
                .product(name: "SystemPackage", package: "swift-system"),
            ],
            swiftSettings: swiftSettings),
        .executableTarget(name: "waggle-worker", dependencies: ["Parsing", "Documents"], swiftSettings: swiftSettings),

        tests(of: "Documents", []),
        tests(of: "Model", ["Documents"]),
        tests(of: "Similarity", []),
        tests(of: "HPFeeds", [nio, posix, locks, ssl, logging, lifecycle, .product(name: "NIOEmbedded", package: "swift-nio")]),
        tests(of: "Normalization", ["Model", "Documents"]),
        tests(of: "StorageSQLite", ["EngineContract", "Storage", "Model", "Documents", grdb, logging]),
        tests(of: "StoragePostgres", ["EngineContract", "Storage", "Model", "Documents", logging]),
        tests(of: "Accounts", ["Storage", "Model", "Documents", locks, nio, posix]),
        tests(of: "Intelligence", ["Storage", "StorageSQLite", "Model", "Documents", logging]),
        tests(of: "Parsing", ["Documents", "Similarity"], files: ["Fixtures", "Samples"]),
        tests(of: "Collection", ["HPFeeds", "Normalization", "Storage", "Model", "Documents", nio, locks, logging, lifecycle]),
        tests(
            of: "Server",
            [
                "Accounts", "Intelligence", "Storage", "Model", "Documents", hummingbird, nio, posix, locks, logging,
                .product(name: "HummingbirdTesting", package: "hummingbird"), .product(name: "NIOEmbedded", package: "swift-nio"),
                .product(name: "HTTPTypes", package: "swift-http-types"),
            ]),
        // The promises of `Storage` as tests, which every engine's own test target runs.
        .target(
            name: "EngineContract", dependencies: ["Storage", "Model", "Documents", logging], path: "Tests/EngineContract",
            swiftSettings: swiftSettings),

        benchmark("json-bench", ["Documents"]),
        benchmark("normalize-bench", ["Normalization", "Model", "Documents"]),
        benchmark(
            "broker-only", ["HPFeeds", nio, logging, lifecycle, .product(name: "UnixSignals", package: "swift-service-lifecycle")]),
        benchmark("byte-relay", [nio, posix, locks]),
        benchmark("relay-load", ["HPFeeds"]),
        benchmark("object-bench", ["StorageSQLite", "StoragePostgres", "Storage", "Model", "Documents", logging]),
        benchmark("store-bench", ["StorageSQLite", "StoragePostgres", "Storage", "Model", "Documents", logging]),
    ],
    swiftLanguageModes: [.v6]
)
