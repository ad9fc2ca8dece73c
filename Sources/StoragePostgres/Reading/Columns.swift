import Documents
import Model

/// The columns of a session.
enum SessionColumns {
    static let list = "time, honeypot, protocol, source_ip, source_port, destination_ip, destination_port, details"

    /// A session without its activities.
    static func session(_ row: Row, from column: Int32) -> Session {
        Session(
            timestamp: Timestamp(microseconds: row.int64(column)), honeypot: row.string(column + 1),
            protocol: row.optionalString(column + 2), sourceIP: row.string(column + 3),
            sourcePort: row.optionalInt64(column + 4).map { UInt16(truncatingIfNeeded: $0) },
            destinationIP: row.optionalString(column + 5),
            destinationPort: row.optionalInt64(column + 6).map { UInt16(truncatingIfNeeded: $0) }, details: row.bytes(column + 7))
    }
}

/// The columns of hashes.
enum HashColumns {
    static let list = "md5, sha1, sha256, sha512"
    static let extraction = "time, " + list

    static func hashes(_ row: Row, from column: Int32) -> ContentHashes {
        ContentHashes(
            md5: row.string(column), sha1: row.string(column + 1), sha256: row.string(column + 2), sha512: row.string(column + 3))
    }

    static func extraction(_ row: Row, from column: Int32) -> ObservedURL.Extraction {
        ObservedURL.Extraction(timestamp: Timestamp(microseconds: row.int64(column)), hashes: hashes(row, from: column + 1))
    }

    /// The column that holds a hash, told by its length; nil for other lengths.
    static func column(of hash: String) -> String? {
        switch hash.utf8.count {
        case 32: "md5"
        case 40: "sha1"
        case 64: "sha256"
        case 128: "sha512"
        default: nil
        }
    }
}

/// The columns of facts on an address.
enum MetadataColumns {
    static let list = "ip, honeypot, time, os, app, link, uptime"

    static func facts(_ row: Row, from column: Int32) -> AttackerMetadata {
        AttackerMetadata(
            ip: row.string(column), honeypot: row.string(column + 1), timestamp: Timestamp(microseconds: row.int64(column + 2)),
            os: row.optionalString(column + 3), app: row.optionalString(column + 4), link: row.optionalString(column + 5),
            uptime: row.optionalString(column + 6))
    }
}
