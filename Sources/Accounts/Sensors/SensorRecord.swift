import Documents

/// A sensor's credentials in the clear, as they are imported and exported.
public struct SensorRecord: Sendable, Equatable {
    /// Login name, at most 255 bytes.
    public var ident: String
    /// In the clear.
    public var secret: String
    /// Label of who runs it; grants nothing.
    public var owner: String
    /// Channels it may publish to.
    public var publish: [String]
    /// Channels it may subscribe to.
    public var subscribe: [String]

    /// A record; without an owner the ident is it.
    public init(ident: String, secret: String, owner: String? = nil, publish: [String] = [], subscribe: [String] = []) {
        self.ident = ident
        self.secret = secret
        self.owner = owner ?? ident
        self.publish = publish
        self.subscribe = subscribe
    }

    /// The arguments of MHN's `add_user`: ident, secret, and two lists separated by commas, which may be empty.
    public init(arguments: [String]) throws(AccountError) {
        guard (2...4).contains(arguments.count) else {
            throw AccountError(.invalid, field: "arguments", "must be IDENT SECRET [PUBLISH] [SUBSCRIBE]")
        }
        self.init(
            ident: arguments[0], secret: arguments[1],
            publish: arguments.count > 2 ? SensorRecord.list(arguments[2]) : [],
            subscribe: arguments.count > 3 ? SensorRecord.list(arguments[3]) : [])
    }

    /// Channel names of a text with commas, blanks trimmed; none when it is empty.
    public static func list(_ text: String) -> [String] {
        text.utf8.split(separator: UInt8(ascii: ",")).compactMap { part in
            let trimmed = String(Substring(part)).trimmingBlanks()
            return trimmed.isEmpty ? nil : trimmed
        }
    }

    /// Checks lengths: ident at most 255 bytes and not empty, secret not empty, channels at most 255 bytes.
    func check() throws(AccountError) {
        guard (1...255).contains(ident.utf8.count) else {
            throw AccountError(.invalid, field: "ident", "must be 1 to 255 bytes")
        }
        guard (1...1_024).contains(secret.utf8.count) else {
            throw AccountError(.invalid, field: "secret", "of '\(ident)' must be 1 to 1024 bytes")
        }
        for channel in publish + subscribe where channel.utf8.count > 255 {
            throw AccountError(.invalid, field: "channel", "a channel of '\(ident)' is longer than 255 bytes")
        }
    }
}

extension StringProtocol {
    /// Without blanks, tabs and line ends at both ends.
    func trimmingBlanks() -> String {
        let isBlank: (UInt8) -> Bool = { $0 == 0x20 || (0x09...0x0D).contains($0) }
        let bytes = Array(utf8)
        guard let first = bytes.firstIndex(where: { !isBlank($0) }), let last = bytes.lastIndex(where: { !isBlank($0) }) else {
            return ""
        }
        return String(decoding: bytes[first...last], as: UTF8.self)
    }
}
