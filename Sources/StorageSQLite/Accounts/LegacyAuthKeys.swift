import GRDB
public import Storage

/// The accounts of an upstream broker's SQLite file: table `authkeys` (hpfeeds.md 5), read by column name.
public enum LegacyAuthKeys {
    /// One row; the channels as upstream wrote them, JSON arrays.
    public struct Row: Sendable, Equatable {
        /// Label of who runs the sensor.
        public let owner: String
        /// Login name.
        public let ident: String
        /// Its secret in the clear.
        public let secret: String
        /// Channels it may publish to, a JSON array.
        public let publish: String
        /// Channels it may subscribe to, a JSON array.
        public let subscribe: String
    }

    /// Reads all rows without changing the file.
    ///
    /// - Throws: `StorageError` naming the file.
    public static func read(path: String) throws(StorageError) -> [Row] {
        do {
            var configuration = GRDB.Configuration()
            configuration.readonly = true
            let queue = try DatabaseQueue(path: path, configuration: configuration)
            defer { try? queue.close() }
            return try queue.read { database in
                try GRDB.Row.fetchAll(database, sql: "SELECT owner, ident, secret, pubchans, subchans FROM authkeys ORDER BY rowid")
                    .map { row in
                        Row(
                            owner: row["owner"] ?? "", ident: row["ident"] ?? "", secret: row["secret"] ?? "",
                            publish: row["pubchans"] ?? "[]", subscribe: row["subchans"] ?? "[]")
                    }
            }
        } catch let error as DatabaseError {
            throw StorageError(.invalid, "\(path) has no readable table authkeys: \(error.message ?? "unknown reason")")
        } catch {
            throw StorageError(.invalid, "\(path) can't be read")
        }
    }
}
