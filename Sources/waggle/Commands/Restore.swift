import ArgumentParser
import Collection
import Storage
import StorageSQLite

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// `waggle restore FILE`: makes a data directory from a backup.
struct Restore: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Makes the store of a new data directory from a backup.",
        discussion: """
            FILE is what `waggle backup` wrote of an embedded store; what waited in the spool is taken from FILE.spool. Put the secret \
            key beside the store before the server starts. A backup of a PostgreSQL store is read by pg_restore.
            """)

    @OptionGroup var storeOptions: StoreOptions
    @Argument(help: "The backup.") var file: String

    func run() async throws {
        let configuration = try storeOptions.configuration()
        guard configuration.value(.database, flag: storeOptions.database) == nil else {
            throw Failure("a PostgreSQL store is restored by pg_restore --dbname=URL \(file)")
        }
        let directory = storeOptions.directory(configuration)
        try copyFiles(to: directory)
        do {
            try await storeOptions.withStore { store in
                if let damage = try await store.check().first { throw Failure("\(file) is damaged: \(damage)") }
                Console.print("\(try await store.status().messages) messages restored to \(directory)")
            }
        } catch {
            try? FileManager.default.removeItem(atPath: SQLiteStore.path(in: directory))
            throw error
        }
    }

    private func copyFiles(to directory: String) throws {
        let manager = FileManager.default
        guard manager.isReadableFile(atPath: file) else { throw Failure("\(file) can't be read") }
        let target = SQLiteStore.path(in: directory)
        guard !manager.fileExists(atPath: target) else {
            throw Failure("\(target) exists: restore into another data directory, or move the store away first")
        }
        do {
            try manager.createDirectory(atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            let lock = try ServeLock(directory: directory)
            defer { lock.release() }
            for folder in SpoolCopy.folders {
                let found = (try? manager.contentsOfDirectory(atPath: "\(directory)/\(folder)")) ?? []
                guard found.isEmpty else { throw Failure("\(directory)/\(folder) holds messages of another store") }
            }
            // The store comes last and by its name at once, so that a restore that was broken off is seen.
            for folder in SpoolCopy.folders { try SpoolCopy.copy(from: "\(file).\(folder)", to: "\(directory)/\(folder)") }
            let part = target + ".part"
            try? manager.removeItem(atPath: part)
            try manager.copyItem(atPath: file, toPath: part)
            try manager.setAttributes([.posixPermissions: 0o600], ofItemAtPath: part)
            try manager.moveItem(atPath: part, toPath: target)
        } catch let error as Failure {
            throw error
        } catch {
            throw Failure("\(file) can't be copied to \(directory): \(error)")
        }
    }
}
