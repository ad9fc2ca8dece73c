internal import Dispatch
internal import FoundationEssentials
internal import GRDB
public import Storage

extension SQLiteStore {
    /// See ``Store/backup(to:progress:)``.
    public func backup(to path: String, progress: @Sendable (Double) -> Void) async throws(StorageError) {
        guard try StoreFile.create(path) else { throw StorageError(.conflict, "\(path) exists") }
        let (shares, continuation) = AsyncThrowingStream<Double, any Error>.makeStream(bufferingPolicy: .bufferingNewest(1))
        let source = file
        DispatchQueue(label: "waggle.store.backup", qos: .utility).async {
            continuation.finish(throwing: StoreCopy.make(of: source, at: path) { continuation.yield($0) })
        }
        do {
            for try await share in shares { progress(share) }
            progress(1)
        } catch {
            try? FileManager.default.removeItem(atPath: path)
            throw StorageError(error, path: path)
        }
    }
}

/// Copies a store by SQLite's backup interface.
private enum StoreCopy {
    /// Pages copied between two reports: 8 MiB.
    private static let pagesPerStep: CInt = 1_024

    /// Gives the error when it fails. The source is held in one read transaction: otherwise every commit of another
    /// connection would make the copy start anew.
    static func make(of file: StoreFile, at path: String, progress: @escaping (Double) -> Void) -> (any Error)? {
        do {
            let source = try file.openSource()
            let target = try DatabaseQueue(path: path)
            try source.inDatabase { from in
                try from.inTransaction(.deferred) {
                    _ = try SegmentTable.version(from)
                    try target.inDatabase { to in
                        try from.backup(to: to, pagesPerStep: pagesPerStep) { state in
                            guard state.totalPageCount > 0 else { return }
                            progress(Double(state.completedPageCount) / Double(state.totalPageCount))
                        }
                    }
                    return .commit
                }
            }
            try target.close()
            try source.close()
            return nil
        } catch {
            return error
        }
    }
}
