import Dispatch
import FoundationEssentials
public import Storage

extension PostgresStore {
    /// Lets `pg_dump` write a file in its own format, which `pg_restore` reads.
    public func backup(to path: String, progress: @Sendable (Double) -> Void) async throws(StorageError) {
        guard !FileManager.default.fileExists(atPath: path) else { throw StorageError(.conflict, "\(path) exists") }
        guard FileManager.default.createFile(atPath: path, contents: nil, attributes: [.posixPermissions: 0o600]) else {
            throw StorageError(.readOnly, "\(path) can't be written")
        }
        progress(0)
        let environment = info.environment
        let result: Result<Int32, StorageError> = await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(
                    returning: Result { () throws(StorageError) in
                        try ChildProcess.run("pg_dump", ["--format=custom", "--file=\(path)"], environment: environment)
                    })
            }
        }
        do throws(StorageError) {
            let code = try result.get()
            guard code == 0 else { throw StorageError(.failed, "pg_dump ended with exit code \(code)") }
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw StorageError(
                error.code, "\(error.message); a PostgreSQL store is backed up by pg_dump of the server's version or a later one")
        }
        progress(1)
    }
}
