import Documents
import Foundation
import Model
import Testing

/// The recorded cases that lie beside the repository, or where `WAGGLE_SHARED` says.
enum Fixtures {
    /// The folder, nil when it is not there.
    static let folder: URL? = {
        let shared: URL
        if let path = ProcessInfo.processInfo.environment["WAGGLE_SHARED"] {
            shared = URL(fileURLWithPath: path)
        } else {
            let repository = URL(fileURLWithPath: #filePath).resolvingSymlinksInPath()
                .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
            shared = repository.deletingLastPathComponent().appending(path: "shared")
        }
        let fixtures = shared.appending(path: "fixtures")
        return FileManager.default.fileExists(atPath: fixtures.path) ? fixtures : nil
    }()

    /// A payload with what the normalizer must make of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let name: String
        let message: ReceivedMessage
        let keepsPrivateSources: Bool
        let expectsError: Bool
        let expected: [UInt8]

        var testDescription: String { name }
    }

    static let cases: [Case] = {
        guard let folder else { return [] }
        let files = (FileManager.default.enumerator(at: folder, includingPropertiesForKeys: nil)?.allObjects ?? [])
            .compactMap { $0 as? URL }
            .sorted { $0.path < $1.path }
        return files.compactMap { file in
            switch file.pathExtension {
            case "payload": described(file)
            case "json" where file.path.contains("/live/") && !file.path.contains(".expected."): live(file)
            default: nil
            }
        }
    }()

    private static func described(_ file: URL) -> Case? {
        let stem = file.deletingPathExtension()
        guard let meta = bytes(stem.appendingPathExtension("meta.json")).flatMap({ try? JSONText($0) })?.root,
            let expected = bytes(stem.appendingPathExtension("expected.json")), let stored = bytes(file),
            let channel = meta["channel"]?.string, let time = meta["submission_timestamp"]?.string.flatMap({ Timestamp($0) })
        else { return nil }
        let payload = meta["payload_form"]?.string == "stored-hex" ? Hexadecimal.decode(stored) ?? stored : stored
        return Case(
            name: "\(file.deletingLastPathComponent().lastPathComponent)/\(stem.lastPathComponent)",
            message: ReceivedMessage(
                ident: meta["ident"]?.string ?? "", channel: channel, payload: payload, received: time),
            keepsPrivateSources: meta["ignore_rfc1918"]?.bool != true, expectsError: meta["expect_error"]?.bool == true,
            expected: expected)
    }

    /// A payload of a real honeypot, named `<channel>.<number>.json`.
    private static func live(_ file: URL) -> Case? {
        let stem = file.deletingPathExtension()
        guard let payload = bytes(file), let expected = bytes(stem.appendingPathExtension("expected.json")),
            let time = Timestamp("2026-11-22T15:00:00")
        else { return nil }
        return Case(
            name: "live/\(stem.lastPathComponent)",
            message: ReceivedMessage(
                ident: "live", channel: stem.deletingPathExtension().lastPathComponent, payload: payload, received: time),
            keepsPrivateSources: true, expectsError: false, expected: expected)
    }

    private static func bytes(_ file: URL) -> [UInt8]? {
        (try? Data(contentsOf: file)).map { [UInt8]($0) }
    }
}
