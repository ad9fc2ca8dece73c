#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Copies the messages that wait for the store, for backups (design decision 13).
///
/// The spool is copied before the store: a message that is moved meanwhile is in both copies, and when the copy of the spool is
/// replayed its key says that the store has it. The other way round it could be in neither.
public enum SpoolCopy {
    /// Folders of a data directory that hold such messages.
    public static let folders = ["spool", "spool-rejected"]

    /// Copies the files of a spool into a new folder while messages come and go; gives the number of files. The folder is
    /// made only when there are any.
    @discardableResult
    public static func copy(from source: String, to target: String) throws -> Int {
        let manager = FileManager.default
        guard let names = try? manager.contentsOfDirectory(atPath: source) else { return 0 }
        var count = 0
        for name in names.sorted() where name.hasSuffix(".spool") {
            // A file that is gone was stored and acknowledged since.
            guard let content = manager.contents(atPath: "\(source)/\(name)"), !content.isEmpty else { continue }
            if count == 0 {
                try manager.createDirectory(
                    atPath: target, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            }
            try content.write(to: URL(filePath: "\(target)/\(name)"), options: .withoutOverwriting)
            count += 1
        }
        return count
    }
}
