/// Why the broker ends a connection: a row of the table in `hpfeeds.md` section 3, a slow subscriber, or a limit of ours.
struct Violation: Error, Equatable, Sendable {
    /// The `category` label of `hpfeeds_broker_connection_error`.
    enum Category: String, Sendable, CaseIterable {
        case invalidFirstMessage = "invalid-first-message"
        case invalidIdent = "invalid-ident"
        case invalidSecret = "invalid-secret"
        case errorCheckingIdent = "error-checking-ident"
        case identMismatch = "ident-mismatch-pub"
        case noPublishPermission = "no-pub-permission"
        case noSubscribePermission = "no-sub-permission"
        case unknownOpcode = "unknown-opcode"
        case badFrame = "bad-frame"
        case unexpectedOpcode = "unexpected-opcode"
        case deadlineExpired = "deadline-timer-expired"
        case sendBufferOverflow = "send-buffer-overflow"
        case authenticationTimeout = "authentication-timeout"
        case tooManyUnauthenticated = "too-many-unauthenticated"
        case revoked = "ident-revoked"
    }

    let category: Category
    /// The ERROR text, to the letter; nil when none is sent.
    let text: String?
    /// The known ident that a refused log-in named, for the metric's label.
    let ident: String?

    private init(_ category: Category, text: String? = nil, ident: String? = nil) {
        self.category = category
        self.text = text
        self.ident = ident
    }

    static let invalidFirstMessage = Violation(.invalidFirstMessage, text: "First message was not AUTH")
    static let unknownOpcode = Violation(.unknownOpcode)
    static let badFrame = Violation(.badFrame)
    static let unexpectedOpcode = Violation(.unexpectedOpcode)
    static let deadlineExpired = Violation(.deadlineExpired, text: "Backpressure deadline timer expired")
    static let sendBufferOverflow = Violation(.sendBufferOverflow)
    static let authenticationTimeout = Violation(.authenticationTimeout)
    static let tooManyUnauthenticated = Violation(.tooManyUnauthenticated)
    static let revoked = Violation(.revoked)

    /// Rows 2 to 4: one text for all, so that idents cannot be probed.
    static func authenticationFailed(_ category: Category, ident: String) -> Violation {
        Violation(
            category, text: "Authentication failed for \(printable(ident))", ident: category == .invalidSecret ? ident : nil)
    }

    static func identMismatch(ident: String) -> Violation {
        Violation(.identMismatch, text: "Invalid authkey in message, ident=\(printable(ident))")
    }

    static func publishRefused(ident: String, channel: String) -> Violation {
        Violation(.noPublishPermission, text: "Authkey not allowed to pub here. ident=\(printable(ident)), chan=\(printable(channel))")
    }

    static func subscribeRefused(ident: String, channel: String) -> Violation {
        Violation(.noSubscribePermission, text: "Authkey not allowed to sub here. ident=\(printable(ident)), chan=\(printable(channel))")
    }

    /// What a header or body that does not parse means: rows 13, 14, 16 and 17.
    init(_ error: FrameError) {
        self = error.code == .unknownOpcode ? .unknownOpcode : .badFrame
    }

    /// `name` with control characters replaced, at most 255 bytes of it: it is echoed to terminals and logs.
    static func printable(_ name: String) -> String {
        var result = String.UnicodeScalarView()
        var length = 0
        for scalar in name.unicodeScalars {
            let isControl = scalar.properties.generalCategory == .control
            let shown: Unicode.Scalar = isControl ? "?" : scalar
            length += UTF8.width(shown)
            guard length <= 255 else { break }
            result.append(shown)
        }
        return String(result)
    }
}
