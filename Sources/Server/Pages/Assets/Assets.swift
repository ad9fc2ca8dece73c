import Crypto
import Documents

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Stylesheets, script and logo of the pages, compressed once at the start.
struct Assets: Sendable {
    /// One file.
    struct File: Sendable {
        let type: String
        let content: [UInt8]
        /// Nil where compression gains nothing.
        let compressed: [UInt8]?
        /// The first digits of its SHA-256: an address with it never changes its content.
        let version: String

        init(_ type: String, _ content: [UInt8]) {
            self.type = type
            self.content = content
            let compressed = Gzip.compress(content)
            self.compressed = compressed.flatMap { $0.count < content.count ? $0 : nil }
            version = String(Hexadecimal.encode(Array(SHA256.hash(data: content))).prefix(16))
        }
    }

    /// Addresses for the templates.
    struct Addresses: Sendable {
        /// Nil when the package is not installed.
        let bootstrap: String?
        let stylesheet: String
        let script: String
        let logo: String
    }

    /// Where systems put Bootstrap's stylesheet: Debian's `libjs-bootstrap5`, and its name in Node's tree.
    static let bootstrapPlaces = [
        "/usr/share/bootstrap-html/css/bootstrap.min.css", "/usr/share/javascript/bootstrap5/css/bootstrap.min.css",
        "/usr/share/nodejs/bootstrap/dist/css/bootstrap.min.css",
    ]

    /// By name.
    let files: [String: File]
    let addresses: Addresses

    /// Takes in what is compiled in and what the system has.
    init(bootstrapPlaces: [String] = Assets.bootstrapPlaces) {
        var files = [
            "waggle.css": File("text/css; charset=utf-8", PackageResources.waggle_css),
            "waggle.js": File("text/javascript; charset=utf-8", PackageResources.waggle_js),
            "logo.svg": File("image/svg+xml", PackageResources.logo_svg),
        ]
        if let content = bootstrapPlaces.lazy.compactMap(FileManager.default.contents).first {
            files["bootstrap.css"] = File("text/css; charset=utf-8", Assets.withoutSourceMap(Array(content)))
        }
        self.files = files
        let address: (String) -> String? = { [files] name in files[name].map { "/assets/\(name)?v=\($0.version)" } }
        addresses = Addresses(
            bootstrap: address("bootstrap.css"), stylesheet: address("waggle.css") ?? "", script: address("waggle.js") ?? "",
            logo: address("logo.svg") ?? "")
    }

    /// The last line of Bootstrap's file names a map that is not served, which developer tools would ask for in vain.
    private static func withoutSourceMap(_ content: [UInt8]) -> [UInt8] {
        let mark = Array("/*# sourceMappingURL=".utf8)
        guard let start = content.lastStart(of: mark) else { return content }
        return Array(content[..<start])
    }
}

extension [UInt8] {
    /// Where the last occurrence of some bytes starts.
    fileprivate func lastStart(of needle: [UInt8]) -> Int? {
        guard count >= needle.count else { return nil }
        return stride(from: count - needle.count, through: 0, by: -1).first { self[$0...].starts(with: needle) }
    }
}
