/// Why a document of a CRITs database can't be taken over: the field and the reason, nothing of its values.
public struct CritsFault: Error, Sendable, Equatable, CustomStringConvertible {
    /// Path of the field, its steps separated by dots.
    public let field: String
    /// The reason.
    public let reason: String

    /// `field: reason`.
    public var description: String { "\(field): \(reason)" }

    init(_ field: String, _ reason: String) {
        self.field = field
        self.reason = reason
    }
}
