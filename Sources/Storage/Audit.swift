import Crypto
public import Documents

/// One entry of the audit log (design decision 21; ASVS V7).
public struct AuditEntry: Sendable, Equatable {
    /// When it was done.
    public var time: Timestamp
    /// User, or `command line`.
    public var actor: String
    /// Such as `user.add`.
    public var action: String
    /// What it was done to; never a secret.
    public var subject: String

    /// An entry.
    public init(time: Timestamp, actor: String, action: String, subject: String) {
        self.time = time
        self.actor = actor
        self.action = action
        self.subject = subject
    }
}

/// An entry in its chain: each node has one of its own, so that nodes never wait for each other.
public struct AuditLink: Sendable, Equatable {
    /// Number of the chain, that of its node.
    public let chain: Int
    /// From 1, without gaps.
    public let sequence: Int64
    /// The entry.
    public let entry: AuditEntry
    /// SHA-256 over the hash of the link before and all of this one.
    public let hash: [UInt8]

    /// A link as it was stored.
    public init(chain: Int, sequence: Int64, entry: AuditEntry, hash: [UInt8]) {
        self.chain = chain
        self.sequence = sequence
        self.entry = entry
        self.hash = hash
    }

    /// The link that follows in a chain.
    public init(_ entry: AuditEntry, after head: AuditHead) {
        chain = head.chain
        sequence = head.sequence &+ 1
        self.entry = entry
        hash = AuditLink.hash(entry, chain: chain, sequence: sequence, previous: head.hash)
    }

    /// The head of a chain that ends here.
    public var head: AuditHead { AuditHead(chain: chain, sequence: sequence, hash: hash) }

    /// Every part with its length before it, so that no two entries make the same bytes.
    private static func hash(_ entry: AuditEntry, chain: Int, sequence: Int64, previous: [UInt8]) -> [UInt8] {
        var digest = SHA256()
        for number in [Int64(chain), sequence, entry.time.microseconds] {
            withUnsafeBytes(of: number.bigEndian) { digest.update(bufferPointer: $0) }
        }
        for part in [previous, Array(entry.actor.utf8), Array(entry.action.utf8), Array(entry.subject.utf8)] {
            withUnsafeBytes(of: Int64(part.count).bigEndian) { digest.update(bufferPointer: $0) }
            digest.update(data: part)
        }
        return Array(digest.finalize())
    }
}

/// Where a chain ends.
public struct AuditHead: Sendable, Equatable {
    /// Number of the chain.
    public let chain: Int
    /// Of the newest link; 0 while there is none.
    public let sequence: Int64
    /// Of the newest link; empty while there is none.
    public let hash: [UInt8]

    /// An end; by default of an empty chain.
    public init(chain: Int, sequence: Int64 = 0, hash: [UInt8] = []) {
        self.chain = chain
        self.sequence = sequence
        self.hash = hash
    }
}

extension AccountStore {
    /// Goes through every chain and gives a sentence for each that is broken, naming its first broken link (threats.md 49).
    public func auditFindings() async throws(StorageError) -> [String] {
        var findings: [String] = []
        for head in try await auditHeads() {
            if let finding = try await finding(upTo: head) { findings.append(finding) }
        }
        return findings
    }

    private func finding(upTo head: AuditHead) async throws(StorageError) -> String? {
        var last = AuditHead(chain: head.chain)
        while true {
            let links = try await auditLinks(chain: head.chain, after: last.sequence, limit: 1_000)
            for link in links {
                guard link == AuditLink(link.entry, after: last) else {
                    return "the audit log of node \(head.chain) was changed: entry \(last.sequence &+ 1) does not follow from the one "
                        + "before; compare it with a backup"
                }
                last = link.head
            }
            if links.isEmpty { break }
        }
        // A head may have moved on since it was read, never back.
        guard last.sequence < head.sequence else { return nil }
        return "the audit log of node \(head.chain) was cut: its entries after \(last.sequence) are missing; compare it with a backup"
    }
}
