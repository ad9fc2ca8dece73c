internal import Documents
internal import Model
internal import Storage

/// The tokens of a row in a segment's index: one for each value that can be filtered by.
///
/// A token is a letter for the field and ten hexadecimal digits of a hash, or the digits of a port. Deleting a row needs
/// exactly the tokens it was inserted with, so they come from the stored values by these functions alone
/// (`sqlite-notes.md`).
struct FilterTokens {
    private let seed: UInt64
    private(set) var bytes: [UInt8] = []

    /// The letters.
    private enum Field: UInt8 {
        case channel = 0x63  // c
        case ident = 0x69  // i
        case `protocol` = 0x70  // p
        case honeypot = 0x68  // h
        case sourceIP = 0x61  // a
        case sourcePort = 0x62  // b
        case destinationIP = 0x64  // d
        case destinationPort = 0x65  // e
        case url = 0x75  // u
        case hash = 0x78  // x
    }

    init(seed: UInt64) {
        self.seed = seed
        bytes.reserveCapacity(160)
    }

    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    mutating func add(channel: String) { add(.channel, channel) }

    mutating func add(ident: String) { add(.ident, ident) }

    mutating func add(protocol name: String) { add(.protocol, name) }

    mutating func add(honeypot: String) { add(.honeypot, FilterTokens.folded(honeypot)) }

    mutating func add(sourceIP: String) { add(.sourceIP, sourceIP) }

    mutating func add(destinationIP: String) { add(.destinationIP, destinationIP) }

    mutating func add(sourcePort: Int64) { add(.sourcePort, number: sourcePort) }

    mutating func add(destinationPort: Int64) { add(.destinationPort, number: destinationPort) }

    /// Commands are not indexed: no filter asks for them.
    mutating func add(_ activity: SessionActivity) {
        switch activity.kind {
        case .url: add(.url, activity.value)
        case .hash, .terminalLog: add(.hash, activity.value)
        case .command, .unknownCommand: break
        }
    }

    mutating func add(_ session: Session, ident: String) {
        add(ident: ident)
        add(honeypot: session.honeypot)
        if let name = session.protocol { add(protocol: name) }
        add(sourceIP: session.sourceIP)
        if let port = session.sourcePort { add(sourcePort: Int64(port)) }
        if let address = session.destinationIP { add(destinationIP: address) }
        if let port = session.destinationPort { add(destinationPort: Int64(port)) }
        for activity in session.activities { add(activity) }
    }

    /// Honeypots compare without regard to letter case.
    static func folded(_ honeypot: String) -> String {
        honeypot.utf8.contains { $0 >= 0x80 || (0x41...0x5A).contains($0) } ? honeypot.lowercased() : honeypot
    }

    private mutating func add(_ field: Field, _ value: String) {
        begin(field)
        let hash = StableHash.hash(value, seed: seed)
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 10) { digits in
            for position in 0..<10 {
                digits[position] = Hexadecimal.digit(UInt8(truncatingIfNeeded: hash >> UInt64(36 &- position &* 4)) & 0xF)
            }
            bytes.append(contentsOf: digits)
        }
    }

    private mutating func add(_ field: Field, number: Int64) {
        begin(field)
        var isLeading = true
        for shift in stride(from: 60, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: number >> Int64(shift)) & 0xF
            if digit == 0, isLeading, shift > 0 { continue }
            isLeading = false
            bytes.append(Hexadecimal.digit(digit))
        }
    }

    private mutating func begin(_ field: Field) {
        if !bytes.isEmpty { bytes.append(0x20) }
        bytes.append(field.rawValue)
    }
}
