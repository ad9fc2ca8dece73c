public import Documents

/// Why a command does not do what it was asked to; nothing of it stays.
public struct Objection: Error, Sendable, Equatable {
    /// Names the field and the reason.
    public var message: String
    /// An object that the answer names all the same, such as the campaign that exists already.
    public var id: ObjectID?

    /// An objection.
    public init(_ message: String, id: ObjectID? = nil) {
        self.message = message
        self.id = id
    }

    static func missing(_ parameter: String) -> Objection { Objection("Parameter \(parameter) is required.") }
    static func wrongType(_ parameter: String) -> Objection { Objection("Parameter \(parameter) has a wrong type.") }
    static func invalidDate(_ parameter: String, _ value: String) -> Objection {
        Objection("Invalid date in \(parameter): \(value.shortened)")
    }
    static let noFile = Objection("No file uploaded.")
    static let missingSource = Objection("Source is missing.")
    static let noPermission = Objection("No permission to create this object.")
    static let relatedNotFound = Objection("Related object not found.")
}

/// A refused command, thrown out of ``ObjectStore/change(_:)`` so that the transaction is rolled back; its outcome is the answer.
public struct Refusal: Error, Sendable, Equatable {
    /// What to answer.
    public var outcome: Outcome

    /// A refusal.
    public init(_ outcome: Outcome) { self.outcome = outcome }
}

extension String {
    /// The text as messages quote it: at most 200 characters.
    var shortened: String { utf8.count <= 200 ? self : String(prefix(200)) + "…" }

    /// Without white space at both ends.
    var trimmed: String {
        guard let first = utf8.first, let last = utf8.last else { return self }
        if Self.isInk(first), Self.isInk(last) { return self }
        let start = drop { $0.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.isWhitespace }) else { return "" }
        return String(start[...end])
    }

    private static func isInk(_ byte: UInt8) -> Bool { (0x21...0x7E).contains(byte) }
}
