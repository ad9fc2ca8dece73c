import Accounts

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// By what a node of a cluster is known: a random name kept in its data directory, so that after a restart it gets the
/// number again whose keys lie in its spool.
enum NodeName {
    static func read(directory: String) throws -> String {
        let path = "\(directory)/node"
        if let data = FileManager.default.contents(atPath: path), let name = String(data: data, encoding: .utf8), !name.isEmpty {
            return name
        }
        let name = RandomText.hexadecimal(bytes: 16)
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try Data(name.utf8).write(to: URL(filePath: path), options: .withoutOverwriting)
        } catch {
            throw Failure("\(path) can't be made: \(error)")
        }
        return name
    }
}
