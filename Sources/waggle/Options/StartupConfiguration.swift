import Yams

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What is fixed at start: a flag wins over `WAGGLE_*`, that over the configuration file, that over the default (design
/// decision 20). Everything else is a setting in the store.
struct StartupConfiguration {
    /// Keys of the file; the environment has `WAGGLE_` and the key in capitals with underscores.
    enum Key: String, CaseIterable {
        case dataDirectory = "data-dir"
        case database = "database"
        case http = "http"
        case hpfeeds = "hpfeeds"
        case endpoints = "hpfeeds-endpoint"
        case auth = "auth"
        case tlsCertificate = "tls-cert"
        case tlsKey = "tls-key"
        case exporter = "exporter"
        case logLevel = "log-level"

        /// Whether it takes several values, in the environment separated by blanks.
        var isList: Bool { self == .endpoints || self == .auth }

        /// The name in the environment.
        var variable: String { "WAGGLE_" + rawValue.uppercased().replacing("-", with: "_") }
    }

    /// Where the file was read from; nil without one.
    let file: String?
    private let fileValues: [Key: [String]]
    private let environment: [String: String]

    /// Reads the file that is named, or that `WAGGLE_CONFIG` names. An unknown key is an error.
    init(file named: String?, environment: [String: String] = ProcessInfo.processInfo.environment) throws {
        self.environment = environment
        file = named ?? environment["WAGGLE_CONFIG"]
        fileValues = try file.map(StartupConfiguration.read) ?? [:]
    }

    /// The value of a key: flag, environment, file.
    func value(_ key: Key, flag: String?) -> String? {
        flag ?? environment[key.variable] ?? fileValues[key]?.first
    }

    /// The values of a key that takes several.
    func values(_ key: Key, flags: [String]) -> [String] {
        if !flags.isEmpty { return flags }
        if let text = environment[key.variable] { return text.split(separator: " ").map(String.init) }
        return fileValues[key] ?? []
    }

    /// Where the value of a key comes from, for `config check`.
    func origin(of key: Key) -> String {
        if environment[key.variable] != nil { return key.variable }
        return fileValues[key] != nil ? file ?? "file" : "default"
    }

    private static func read(_ path: String) throws -> [Key: [String]] {
        guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
            throw Failure("the configuration file \(path) can't be read")
        }
        let content: Node?
        do {
            content = try Yams.compose(yaml: text)
        } catch {
            throw Failure("the configuration file \(path) is not valid YAML: \(error)")
        }
        guard let content, !content.isNull else { return [:] }
        guard let entries = content.mapping else {
            throw Failure("the configuration file \(path) must hold keys and values")
        }
        var result: [Key: [String]] = [:]
        for (name, value) in entries {
            guard let key = Key(rawValue: name.string ?? "") else {
                let known = Key.allCases.map(\.rawValue).joined(separator: ", ")
                throw Failure("the configuration file \(path) has the unknown key '\(name.string ?? "")' (known: \(known))")
            }
            // A key without a value is as good as none.
            if value.isNull { continue }
            if let single = value.scalar {
                result[key] = [single.string]
            } else if let list = value.sequence, key.isList {
                result[key] = try list.map { item in
                    guard let text = item.scalar, !item.isNull else {
                        throw Failure("\(path): each entry of \(key.rawValue) must be one value")
                    }
                    return text.string
                }
            } else {
                throw Failure("\(path): \(key.rawValue) must be one value")
            }
        }
        return result
    }
}

extension Node {
    /// Whether it is a plain `null`, `~` or nothing.
    fileprivate var isNull: Bool { tag.description == Tag.Name.null.rawValue }
}

/// An error for the person at the command line: printed as it is, exit code 1.
struct Failure: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
