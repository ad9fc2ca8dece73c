import Documents
internal import Model

/// One setting of the store: its name, what it takes and what it is when nobody set it (design decision 20).
public struct Setting: Sendable {
    /// What a setting takes.
    public enum Kind: Sendable, Equatable {
        case boolean
        case integer(ClosedRange<Int>)
        /// One of these words, in any letter case; kept as it stands here.
        case choice([String])
        /// A PCRE2 expression that compiles.
        case expression(maximumBytes: Int)
        /// Text that is sealed with the server's key and never shown again.
        case secret(maximumBytes: Int)
        /// Text of at most that many bytes, without control characters.
        case text(maximumBytes: Int)
        /// Bytes, plainly or as `10GB`; 0 too.
        case bytes(ClosedRange<Int>)
        /// How long something is kept.
        case period

        /// In words, for messages and lists.
        public var description: String {
            switch self {
            case .boolean: "true or false"
            case .integer(let range): "a whole number from \(range.lowerBound) to \(range.upperBound)"
            case .choice(let words): "one of \(words.joined(separator: ", "))"
            case .bytes(let range): "0 or at least \(range.lowerBound) bytes, plainly or such as 500MB, 10GB, 8GiB"
            case .period: "a number of hours, days or weeks such as 12h, 90d or 4w, a plain number of days, or forever"
            case .expression(let bytes): "a regular expression of at most \(bytes) bytes"
            case .secret(let bytes): "text of at most \(bytes) bytes without control characters"
            case .text(let bytes): "text of at most \(bytes) bytes without control characters"
            }
        }
    }

    /// The name, such as `enable_api`.
    public let name: String
    /// What it takes.
    public let kind: Kind
    /// Its value as text when nobody set it.
    public let defaultText: String
    /// What it is for, in one line.
    public let summary: String

    init(_ name: String, _ kind: Kind, default defaultText: String, _ summary: String) {
        self.name = name
        self.kind = kind
        self.defaultText = defaultText
        self.summary = summary
    }

    /// Whether its value is kept sealed and never shown.
    public var isSecret: Bool { if case .secret = kind { true } else { false } }

    /// What its sealed value is bound to.
    var owner: String { "setting/" + name }

    /// The canonical text of a value; throws naming the setting and what it takes.
    public func canonical(_ text: String) throws(AccountError) -> String {
        guard let value = Setting.parse(text, as: kind) else {
            throw AccountError(.invalid, field: name, "must be \(kind.description)")
        }
        return value
    }

    private static func parse(_ text: String, as kind: Kind) -> String? {
        switch kind {
        case .boolean:
            switch text.lowercased() {
            case "true", "1", "yes", "on": return "true"
            case "false", "0", "no", "off": return "false"
            default: return nil
            }
        case .integer(let range):
            guard text.utf8.count <= 20, let number = Int(text), range.contains(number) else { return nil }
            return String(number)
        case .bytes(let range):
            guard let bytes = ByteCount.parse(text), bytes == 0 || range.contains(bytes) else { return nil }
            return String(bytes)
        case .period:
            return RetentionPeriod(parsing: text)?.description
        case .choice(let words):
            return words.first { $0.lowercased() == text.lowercased() }
        case .expression(let bytes):
            guard text.utf8.count <= bytes, (try? Pattern(text)) != nil else { return nil }
            return text
        case .text(let bytes), .secret(let bytes):
            guard text.utf8.count <= bytes, text.utf8.allSatisfy({ $0 >= 0x20 && $0 != 0x7F }) else { return nil }
            return text
        }
    }
}
