/// What kind of file is given to an import, by its name and its first bytes.
public enum ImportKind: Sendable, Equatable {
    /// JSON Lines of raw messages (design.md 5).
    case lines
    /// Documents of a Mnemosyne or MHN database; nil: the documents themselves tell their collection.
    case dump(DumpFormat, DumpCollection?)
    /// Events of a Cowrie.
    case cowrieLog
    /// Compressed by gzip, whatever is inside.
    case compressed

    /// Bytes that ``init(fileName:head:)`` wants to see, unless the file has fewer.
    public static let headBytes = 4_096

    /// Tells the kind.
    ///
    /// - Parameters:
    ///   - fileName: the last part of the path.
    ///   - head: the first bytes of the file.
    public init(fileName: String, head: [UInt8]) {
        let collection = DumpCollection(fileName: fileName)
        if head.starts(with: [0x1F, 0x8B]) {
            self = .compressed
        } else if fileName.lowercased().hasSuffix(".bson") || ImportKind.isBSON(head) {
            self = .dump(.bson, collection)
        } else if ImportKind.isCowrieLog(fileName: fileName) {
            self = .cowrieLog
        } else {
            self = ImportKind.json(head, collection)
        }
    }

    /// Whether a file has the name of a Cowrie's log, or of an older one that was put aside.
    public static func isCowrieLog(fileName: String) -> Bool {
        fileName == "cowrie.json" || fileName.hasPrefix("cowrie.json.")
    }

    /// `mongoexport` writes `_id` first, and an array only where it is asked to; Cowrie's events have an `eventid`.
    private static func json(_ head: [UInt8], _ collection: DumpCollection?) -> ImportKind {
        let text = head.drop { isSpace($0) }
        if text.first == UInt8(ascii: "[") { return .dump(.json, collection) }
        guard text.first == UInt8(ascii: "{") else { return .lines }
        let members = text.dropFirst().drop { isSpace($0) }
        if members.starts(with: Array(#""_id""#.utf8)) { return .dump(.json, collection) }
        let line = text.prefix { $0 != 0x0A }
        return line.firstRange(of: Array(#""eventid""#.utf8)) == nil ? .lines : .cowrieLog
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

    /// A length that a document may have, then the type of its first value, as text never begins.
    private static func isBSON(_ head: [UInt8]) -> Bool {
        guard head.count >= 5, head[3] < 5, head[2] < 0x80 || head[3] > 0 else { return false }
        return head[4] < 0x14 && head[0..<4].contains { $0 < 0x09 }
    }
}

extension DumpFormat: Equatable {}
